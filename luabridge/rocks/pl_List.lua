-- require 'pl.List': lists with Python's methods
local utils = require 'pl.utils'
local class = require 'pl.class'
local function_arg = utils.function_arg

local List = class(nil, 'List')
utils.stdmt.List = List

-- From a table's values 1..n, an iterator's values, or nothing.
function List._create(source)
   local list = {}
   if type(source) == 'table' then
      for i, value in ipairs(source) do list[i] = value end
   elseif source ~= nil then
      for value in source do list[#list + 1] = value end
   end
   return list
end

local function make(values) return setmetatable(values, List) end

function List.new(...) return List(...) end
function List:clone() return make({unpack(self)}) end

-- Position of an index that may count from the end.
local function place_of(self, i) return i < 0 and #self + i + 1 or i end

function List:append(value)
   self[#self + 1] = value
   return self
end

function List:extend(other)
   for _, value in ipairs(other) do self[#self + 1] = value end
   return self
end

function List:insert(i, value)
   table.insert(self, place_of(self, i), value)
   return self
end

function List:put(value) return self:insert(1, value) end

function List:remove(i)
   table.remove(self, i)
   return self
end

function List:remove_value(value)
   local i = self:index(value)
   if i then table.remove(self, i) end
   return self
end

function List:pop(i) return table.remove(self, i and place_of(self, i)) end

List.get = List.pop

function List:index(value, from)
   for i = from and place_of(self, from) or 1, #self do
      if self[i] == value then return i end
   end
end

function List:contains(value) return self:index(value) ~= nil end

function List:count(value)
   local n = 0
   for _, item in ipairs(self) do
      if item == value then n = n + 1 end
   end
   return n
end

function List:len() return #self end

function List:clear()
   for i = #self, 1, -1 do self[i] = nil end
   return self
end

function List:sort(compare)
   if compare then compare = function_arg(1, compare) end
   table.sort(self, compare)
   return self
end

function List:sorted(compare) return self:clone():sort(compare) end

function List:reverse()
   local n = #self
   for i = 1, math.floor(n / 2) do self[i], self[n - i + 1] = self[n - i + 1], self[i] end
   return self
end

function List:minmax()
   local low, high = self[1], self[1]
   for _, value in ipairs(self) do
      if value < low then low = value end
      if value > high then high = value end
   end
   return low, high
end

function List:slice(first, last)
   first, last = place_of(self, first or 1), place_of(self, last or #self)
   return make({unpack(self, math.max(first, 1), math.min(last, #self))})
end

-- Removes the values first..last.
function List:chop(first, last)
   first, last = place_of(self, first), place_of(self, last)
   for _ = first, last do table.remove(self, first) end
   return self
end

function List:splice(i, values)
   for j, value in ipairs(values) do table.insert(self, place_of(self, i) + j - 1, value) end
   return self
end

List.slice_assign = function(self, first, last, values) return self:chop(first, last):splice(first, values) end

function List:concat(separator) return table.concat(utils.array_tostring(self), separator) end

function List:join(separator) return self:concat(separator or '') end

function List:map(f, ...)
   f = function_arg(1, f)
   local result = {}
   for i, value in ipairs(self) do result[i] = f(value, ...) end
   return make(result)
end

function List:transform(f, ...)
   f = function_arg(1, f)
   for i, value in ipairs(self) do self[i] = f(value, ...) end
   return self
end

function List:map2(f, other, ...)
   f = function_arg(1, f)
   local result = {}
   for i = 1, math.min(#self, #other) do result[i] = f(self[i], other[i], ...) end
   return make(result)
end

function List:mapm(name, ...)
   local result = {}
   for i, value in ipairs(self) do result[i] = value[name](value, ...) end
   return make(result)
end

function List:filter(f, argument)
   f = function_arg(1, f)
   local result = {}
   for _, value in ipairs(self) do
      if f(value, argument) then result[#result + 1] = value end
   end
   return make(result)
end

function List:reduce(f, start)
   f = function_arg(1, f)
   local first, result = 1, start
   if start == nil then first, result = 2, self[1] end
   for i = first, #self do result = f(result, self[i]) end
   return result
end

function List:foreach(f, ...)
   f = function_arg(1, f)
   for _, value in ipairs(self) do f(value, ...) end
end

function List:foreachm(name, ...)
   for _, value in ipairs(self) do value[name](value, ...) end
end

-- Lists of the values with the same result of f, by that result.
function List:partition(f, ...)
   f = function_arg(1, f)
   local result = {}
   for _, value in ipairs(self) do
      local key = f(value, ...)
      key = key == nil and '<nil>' or key
      result[key] = result[key] or List()
      result[key]:append(value)
   end
   return setmetatable(result, require 'pl.Map')
end

function List:iter()
   local i = 0
   return function()
      i = i + 1
      return self[i]
   end
end

function List.range(first, last, step)
   if not last then first, last = 1, first end
   local list = {}
   for value = first, last, step or 1 do list[#list + 1] = value end
   return make(list)
end

function List.split(text, separator) return make(utils.split(text, separator or ' ', separator ~= nil)) end

List.iterate = function(source) return type(source) == 'table' and List.iter(source) or source end

function List.__concat(a, b) return make({unpack(a)}):extend(b) end

function List.__eq(a, b)
   if #a ~= #b then return false end
   for i = 1, #a do
      if a[i] ~= b[i] then return false end
   end
   return true
end

function List:__tostring()
   return '{' .. self:join ',' .. '}'
end

return List
