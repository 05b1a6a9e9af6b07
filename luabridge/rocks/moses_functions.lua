-- The part of moses that is about functions.
local M = require 'moses.lists'

function M.noop() end
function M.identity(value) return value end

function M.constant(value)
   return function() return value end
end

function M.memoize(f, hash)
   local known = setmetatable({}, {__mode = 'kv'})
   hash = hash or M.identity
   return function(...)
      local key = hash(...)
      if known[key] == nil then known[key] = f(...) end
      return known[key]
   end
end

function M.once(f)
   local calls, arguments = 0, nil
   return function(...)
      calls = calls + 1
      if calls <= 1 then arguments = {...} end
      return f(unpack(arguments))
   end
end

function M.before(f, count)
   local calls, arguments = 0, nil
   return function(...)
      calls = calls + 1
      if calls <= count then arguments = {...} end
      return f(unpack(arguments))
   end
end

function M.after(f, count)
   local calls = 0
   return function(...)
      calls = calls + 1
      if calls >= count then return f(...) end
   end
end

function M.compose(...)
   local functions = {...}
   return function(...)
      local results = {...}
      for i = #functions, 1, -1 do results = {functions[i](unpack(results))} end
      return unpack(results)
   end
end

function M.pipe(value, ...)
   for _, f in ipairs {...} do value = f(value) end
   return value
end

function M.complement(f)
   return function(...) return not f(...) end
end

function M.juxtapose(value, ...)
   local results = {}
   for i, f in ipairs {...} do results[i] = f(value) end
   return unpack(results)
end

function M.wrap(f, wrapper)
   return function(...) return wrapper(f, ...) end
end

function M.times(n, f, ...)
   local results = {}
   for i = 1, n do results[i] = f(i, ...) end
   return results
end

function M.bind(f, value)
   return function(...) return f(value, ...) end
end

function M.bind2(f, value)
   return function(first, ...) return f(first, value, ...) end
end

function M.bindn(f, ...)
   local bound = {...}
   return function(...) return f(unpack(M.append(bound, {...}))) end
end

function M.bindAll(object, ...)
   for _, name in ipairs {...} do
      local method = object[name]
      if type(method) == 'function' then
         object[name] = function(...) return method(object, ...) end
      end
   end
   return object
end

local last_id = -1

-- A number that was not given before, in a template ("%d") or to a function.
function M.uniqueId(template, ...)
   last_id = last_id + 1
   if type(template) == 'string' then return template:format(last_id) end
   if type(template) == 'function' then return template(last_id, ...) end
   return last_id
end

function M.iterator(f, value)
   return function()
      value = f(value)
      return value
   end
end

function M.array(...)
   local list = {}
   for value in ... do list[#list + 1] = value end
   return list
end

function M.flip(f)
   return function(...) return f(unpack(M.reverse {...})) end
end

function M.over(...)
   local functions = {...}
   return function(...)
      local results = {}
      for i, f in ipairs(functions) do results[i] = f(...) end
      return results
   end
end

function M.overEvery(...)
   local functions = {...}
   return function(...)
      for _, f in ipairs(functions) do
         if not f(...) then return false end
      end
      return true
   end
end

function M.overSome(...)
   local functions = {...}
   return function(...)
      for _, f in ipairs(functions) do
         if f(...) then return true end
      end
      return false
   end
end

function M.overArgs(f, ...)
   local functions = {...}
   return function(...)
      local arguments = {...}
      for i, transform in ipairs(functions) do
         if arguments[i] ~= nil then arguments[i] = transform(arguments[i]) end
      end
      return f(unpack(arguments))
   end
end

-- f with arguments filled in; '_' leaves one open.
function M.partial(f, ...)
   local given = {...}
   return function(...)
      local open, arguments = {...}, {}
      for i, value in ipairs(given) do
         if value == '_' then arguments[i] = table.remove(open, 1) else arguments[i] = value end
      end
      return f(unpack(M.append(arguments, open)))
   end
end

function M.partialRight(f, ...)
   local given = {...}
   return function(...)
      local open, arguments = {...}, {}
      for i, value in ipairs(given) do
         if value == '_' then arguments[i] = table.remove(open, 1) else arguments[i] = value end
      end
      return f(unpack(M.append(open, arguments)))
   end
end

function M.curry(f, n)
   n = n or 2
   local given = {}
   local function collect(value)
      if n == 1 then return f(value) end
      given[#given + 1] = value
      if #given < n then return collect end
      local arguments = given
      given = {}
      return f(unpack(arguments))
   end
   return collect
end

function M.time(f, ...)
   local start = os.clock()
   local results = {f(...)}
   return os.clock() - start, unpack(results)
end

return M
