-- require 'pl.seq': sequences, which are iterators or lists
local utils = require 'pl.utils'
local List = require 'pl.List'
local function_arg = utils.function_arg
local seq = {}

-- The values of a list or iterator, one by one.
function seq.iter(source)
   if type(source) ~= 'table' then return source end
   return List.iter(source)
end
local iter = seq.iter

function seq.list(source) return iter(source) and List(source) or List() end
seq.copy = function(source)
   local list = List()
   for value in iter(source) do list:append(value) end
   return list
end

function seq.range(first, last)
   local value = first - 1
   return function()
      if value < last then
         value = value + 1
         return value
      end
   end
end

function seq.map(f, source, ...)
   f = function_arg(1, f)
   local nextvalue, arguments = iter(source), {...}
   return function()
      local value = nextvalue()
      if value ~= nil then return f(value, unpack(arguments)) end
   end
end

function seq.filter(source, f, argument)
   f = function_arg(2, f)
   local nextvalue = iter(source)
   return function()
      local value
      repeat value = nextvalue() until value == nil or f(value, argument)
      return value
   end
end

function seq.reduce(f, source, start)
   f = function_arg(1, f)
   local result = start
   for value in iter(source) do
      if result == nil then result = value else result = f(result, value) end
   end
   return result
end

function seq.sum(source, f)
   local total, n = 0, 0
   f = f and function_arg(2, f)
   for value in iter(source) do total, n = total + (f and f(value) or value), n + 1 end
   return total, n
end

function seq.count(source, f, argument)
   local n = 0
   f = function_arg(2, f)
   for value in iter(source) do
      if f(value, argument) then n = n + 1 end
   end
   return n
end

function seq.minmax(source) return List.minmax(seq.copy(source)) end

function seq.take(source, n)
   local nextvalue, i = iter(source), 0
   return function()
      i = i + 1
      if i <= n then return nextvalue() end
   end
end

function seq.skip(source, n)
   local nextvalue = iter(source)
   for _ = 1, n do nextvalue() end
   return nextvalue
end

function seq.enum(source)
   local nextvalue, i = iter(source), 0
   return function()
      local value = nextvalue()
      if value ~= nil then
         i = i + 1
         return i, value
      end
   end
end

function seq.zip(a, b)
   local first, second = iter(a), iter(b)
   return function()
      local x, y = first(), second()
      if x ~= nil and y ~= nil then return x, y end
   end
end

function seq.unique(source, as_list)
   local known, list = {}, List()
   for value in iter(source) do
      if not known[value] then list:append(value) end
      known[value] = true
   end
   return as_list and list or list:iter()
end

function seq.foreach(source, f)
   f = function_arg(2, f)
   for value in iter(source) do f(value) end
end

function seq.lines(file, ...) return type(file) == 'string' and io.lines(file, ...) or file:lines(...) end

function seq.printall(source, separator)
   io.write(seq.copy(source):concat(separator or ' '), '\n')
end

return seq
