-- What the bridge knows of a Python object (a lupa userdata), and values crossing over.
--
-- Every userdata has a record: that of its class, or one of its own for a tensor whose elements are
-- accessed. All values are converted here, in Lua, so that Python never meets a raw Lua table or function.
local B = ...

local raw = {}
for _, name in ipairs {
   'type', 'pairs', 'ipairs', 'next', 'rawget', 'rawset', 'rawequal', 'getmetatable', 'setmetatable', 'select', 'unpack',
   'pcall', 'xpcall', 'error', 'tostring', 'tonumber', 'print', 'require', 'dofile', 'loadfile', 'load', 'loadstring',
   'collectgarbage', 'newproxy',
} do
   raw[name] = _G[name]
end
raw.debug_getmetatable = debug.getmetatable
raw.running, raw.resume = coroutine.running, coroutine.resume
B.raw = raw

if not jit then  -- plain Lua 5.1: xpcall takes no arguments for the function
   local xpcall, unpack = xpcall, unpack
   raw.xpcall = function(f, handler, ...)
      local n, arguments = select('#', ...), {...}
      if n == 0 then return xpcall(f, handler) end
      return xpcall(function() return f(unpack(arguments, 1, n)) end, handler)
   end
end

local type, select, unpack, setmetatable = raw.type, raw.select, raw.unpack, raw.setmetatable
local as_function = python.as_function
python, package.loaded.python = nil, nil  -- scripts have this name for themselves
local running = raw.running
local py = B.py
B.as_function = as_function

local has_ffi, ffi = pcall(require, 'ffi')
B.ffi = has_ffi and ffi or nil

-- The address of the type of a Python object, read from the object itself; type_id asks Python.
local type_id = py.type_id
if has_ffi then
   ffi.cdef [[
      typedef struct { intptr_t refcount; intptr_t type; } luabridge_object;
      typedef struct { luabridge_object *object; void *runtime; int flags; } luabridge_reference;
   ]]
   local reference, cast, tonumber = ffi.typeof('luabridge_reference*'), ffi.cast, tonumber
   local function peek(ud) return tonumber(cast(reference, ud).object.type) end
   if peek(B.probe) == py.type_id(B.probe) then type_id = peek end  -- another object layout: ask
end

local records = setmetatable({}, {__mode = 'k'})  -- userdata -> record
local infos = {}                                  -- id of the Python type -> record shared by its objects
B.records, B.infos = records, infos

-- The record of an object seen for the first time.
local function adopt(ud)
   local id = type_id(ud)
   local info = infos[id]
   if not info then
      info = B.describe(ud)
      infos[id] = info
   end
   records[ud] = info
   return info
end
B.adopt = adopt

function B.record(ud) return records[ud] or adopt(ud) end

local POBJECT = raw.debug_getmetatable(B.probe)
B.POBJECT = POBJECT
B.ctypes = {}  -- id of a C type -> Torch name
local getmetatable = raw.getmetatable  -- which the compiler knows, as it does not debug.getmetatable

-- Is this a Python object (and not, say, a file of io.open)?
function B.is_python(v) return type(v) == 'userdata' and getmetatable(v) == POBJECT end

-- Values on their way to Lua -------------------------------------------------------------------------

-- Results of a Python call: Tables become Lua tables, functions Lua functions, numpy scalars numbers.
local function out(value, ...)
   if type(value) == 'userdata' then
      local convert = (records[value] or adopt(value)).out
      if convert then value = convert(value) end
   end
   if ... == nil and select('#', ...) == 0 then return value end
   return value, out(...)
end
B.out = out

-- The same for a function that gives no value where Python gives None.
local function out_or_nothing(value, ...)
   if value == nil then return end
   return out(value, ...)
end

-- Values on their way to Python ----------------------------------------------------------------------

local plain = {userdata = true, string = true, number = true, boolean = true, ['nil'] = true}
B.plain = plain
local NEGATIVE_ZERO = B.negative_zero

local ids = setmetatable({}, {__mode = 'k'})       -- Lua table or function -> number known to Python
local proxies = setmetatable({}, {__mode = 'kv'})  -- Lua table or function -> userdata of what stands for it
B.ids, B.proxies = ids, proxies
local last_id = 0

local function new_id(value)
   last_id = last_id + 1
   ids[value] = last_id
   return last_id
end
B.new_id = new_id

-- The Python object that stands for a Lua table: always the same one as long as Python keeps it.
local function from_table(value)
   local class = B.class_tables[value]
   if class then return class.cls end
   local id = ids[value]
   local proxy = py.table_for(id or new_id(value), value, running() ~= nil, B.typename_of(value))
   proxies[value] = proxy
   return proxy
end

B.python_functions = setmetatable({}, {__mode = 'k'})  -- wrapper -> the C closure that lupa made of the function
local python_functions = B.python_functions

local function from_function(value)
   local original = python_functions[value]
   if original then return original end
   local proxy = py.callable_for(ids[value] or new_id(value), value, running() ~= nil)
   proxies[value] = proxy
   return proxy
end

-- One value for Python. Callers test first: if not plain[type(v)] or v == 0 then v = into(v) end
local function into(value)
   local kind = type(value)
   if kind == 'table' then
      return proxies[value] or from_table(value)
   elseif kind == 'function' then
      return proxies[value] or from_function(value)
   elseif kind == 'number' then
      if value == 0 and 1 / value < 0 then return NEGATIVE_ZERO end
   elseif kind == 'cdata' or kind == 'thread' then
      local known = kind == 'cdata' and (B.materialize(value) or raw.tonumber(value))
      if known then return known end
      return py.opaque(kind, function() return value end, running() ~= nil)
   end
   return value
end
B.into = into

-- Any number of values for Python.
local function into_all(...)
   local n = select('#', ...)
   if n == 0 then return end
   if n == 1 then
      local a = ...
      if not plain[type(a)] or a == 0 then return into(a) end
      return a
   end
   local values = {...}
   for i = 1, n do
      local v = values[i]
      if not plain[type(v)] or v == 0 then values[i] = into(v) end
   end
   return unpack(values, 1, n)
end
B.into_all = into_all

-- Python functions as Lua functions --------------------------------------------------------------------

-- The source of a wrapper with n parameters: trailing nils are not passed on, surplus arguments are dropped.
local function wrapper_source(n)
   local lines = {'local call, into, out, plain, type = ...\n'}
   local function add(line) lines[#lines + 1] = line end
   local names = {}
   for i = 1, n do names[i] = 'a' .. i end
   add('return function(' .. table.concat(names, ', ') .. ')\n')
   for last = n, 1, -1 do
      add('if a' .. last .. ' ~= nil then\n')
      for i = 1, last do
         add(('if not plain[type(a%d)] or a%d == 0 then a%d = into(a%d) end\n'):format(i, i, i, i))
      end
      add('return out(call(' .. table.concat(names, ', ', 1, last) .. '))\nend\n')
   end
   add('return out(call())\nend')
   return table.concat(lines)
end

local factories = {}
local function factory(n)
   if not factories[n] then factories[n] = assert(raw.loadstring(wrapper_source(n), '=luabridge.call')) end
   return factories[n]
end

-- As a wrapper with n parameters, for functions that take any number.
local function variadic(call, out)
   local fixed = factory(4)(call, into, out, plain, type)
   return function(a, b, c, d, ...)
      local n = select('#', ...)
      if n == 0 then return fixed(a, b, c, d) end
      local values = {a, b, c, d, ...}
      n = n + 4
      while n > 0 and values[n] == nil do n = n - 1 end
      for i = 1, n do
         local v = values[i]
         if not plain[type(v)] or v == 0 then values[i] = into(v) end
      end
      return out(call(unpack(values, 1, n)))
   end, fixed
end

-- A Lua function that calls `call` (what as_function gives) with converted arguments and results.
-- `arity` is the number of positional parameters, -1 for any number. Also gives the function that runs in its place
-- where it has one.
function B.wrap(call, arity, gives_nothing)
   local finish = gives_nothing and out_or_nothing or out
   local wrapper, inner
   if arity >= 0 and arity <= 12 then
      wrapper = factory(arity)(call, into, finish, plain, type)
   else
      wrapper, inner = variadic(call, finish)
   end
   python_functions[wrapper] = call
   return wrapper, inner or wrapper
end
