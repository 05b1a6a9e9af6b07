-- The metatable of all Python objects in Lua: fields, methods and operators of modules and tensors.
local B = ...
local raw, py, records, adopt, out, into, plain = B.raw, B.py, B.records, B.adopt, B.out, B.into, B.plain
local type, error = raw.type, raw.error
local format = string.format
local M = B.POBJECT

-- Reading -------------------------------------------------------------------------------------------------

-- What no method answers: fields of modules, elements and parts of tensors.
local function read_field(object, key, record)
   local hook = record.__index__
   if hook then
      local value, known = hook(object, key)
      if known then return value end
   end
   if key == nil then return nil end
   if not plain[type(key)] then key = into(key) end
   local value = py.get_field(object, key)
   if value == nil then return record.statics[key] end
   if type(value) == 'userdata' then
      local convert = (records[value] or adopt(value)).out
      if convert then return convert(value) end
   end
   return value
end

function M.__index(object, key)
   local record = records[object] or adopt(object)
   if type(key) == 'number' then
      local get = record.get
      if get then return get(object, key, record) end
   else
      local method = record.methods[key]
      if method ~= nil then
         if not record.shadowed or not record.shadows[key] then return method end
         local value = read_field(object, key, record)
         if value ~= nil then return value end
         return method
      end
   end
   return record.read(object, key, record)
end

-- Writing -------------------------------------------------------------------------------------------------

local function write_field(object, key, value, record)
   local hook = record.__newindex__
   if hook and hook(object, key, value) then return end
   if key == nil then error('table index is nil', 3) end
   if value ~= nil and record.methods[key] ~= nil then B.shadow(record, key) end
   if not plain[type(key)] then key = into(key) end
   if not plain[type(value)] or value == 0 then value = into(value) end
   py.set_field(object, key, value)
end

function M.__newindex(object, key, value)
   local record = records[object] or adopt(object)
   if type(key) == 'number' then
      local set = record.set
      if set then return set(object, key, value, record) end
   end
   return record.write(object, key, value, record)
end

-- Operators -----------------------------------------------------------------------------------------------

local function typename(value)
   if type(value) == 'userdata' and B.is_python(value) then return (records[value] or adopt(value)).typename end
   local mt = raw.debug_getmetatable(value)
   return mt and B.typenames[mt]
end

-- The methods of an operand, nil for numbers, strings, plain tables.
local function methods_of(value)
   if type(value) == 'userdata' then return (records[value] or adopt(value)).methods end
   local mt = raw.debug_getmetatable(value)
   return mt and B.typenames[mt] and mt or nil
end

local NAMES = {add = 'addition', sub = 'substraction', mul = 'multiplication', div = 'division', mod = 'modulo',
               pow = 'power', concat = 'concat', lt = 'less-than', le = 'less-equal'}

for short, text in raw.pairs(NAMES) do
   local meta, method = '__' .. short, '__' .. short .. '__'
   M[meta] = function(a, b)
      local methods = methods_of(a) or methods_of(b)
      local f = methods[meta] or methods[method]
      if not f then
         local names = (typename(a) or '(null)') .. ' and ' .. (typename(b) or '(null)')
         error(format('both %s have no %s operator', names, text), 2)
      end
      return f(a, b)
   end
end

function M.__eq(a, b)
   local methods = methods_of(a)
   local f = methods.__eq or methods.__eq__
   if f then return f(a, b) end
   return raw.rawequal(a, b)
end

local function unary(short, text)
   local meta, method = '__' .. short, '__' .. short .. '__'
   return function(object, ...)
      local record = records[object] or adopt(object)
      local f = record.methods[meta] or record.methods[method]
      if f then return f(object, ...) end
      error(format(text, record.typename or raw.type(object)), 2)
   end
end

M.__unm = unary('unm', '%s has no negation operator')
M.__call = unary('call', '%s has no call operator')
M.__len = unary('len', '%s has no length operator')

function M.__tostring(object)
   local record = records[object] or adopt(object)
   local f = record.methods.__tostring or record.methods.__tostring__
   if f then return f(object) end
   return py.show(object)
end

-- Classes -------------------------------------------------------------------------------------------------

-- Completes a class that was just built with how its objects are read and written.
function B.complete(class)
   local kind = class.kind
   if kind == 'object' then
      class.read, class.write = read_field, write_field
   else
      B.complete_elements(class)
   end
end

-- Kinds of objects that are no Torch objects.
local none = raw.setmetatable({}, {__newindex = function() error('read-only') end})

local function foreign_read(object, key) return out(py.get_attribute(object, into(key))) end
local function foreign_write(object, key, value) py.set_attribute(object, into(key), into(value)) end

local function kind(name, fields)
   local record = {kind = name, methods = none, statics = none, read = foreign_read, write = foreign_write}
   record.info = record
   for key, value in raw.pairs(fields) do record[key] = value end
   return record
end

local callables = raw.setmetatable({}, {__mode = 'k'})

-- A Python function (or bound method) as a Lua function, the same one as long as Lua keeps it.
local function from_callable(object)
   local found = callables[object]
   if not found then
      found = B.wrap(B.as_function(object), py.arity(object))
      callables[object] = found
   end
   return found
end

local calling = {__call = function(object, ...) return out(py.call(object, B.into_all(...))) end}

B.kinds = {
   table = kind('table', {out = function(object) return py.lua_table(object) end}),
   callable = kind('callable', {out = function(object) return py.lua_function(object) end}),
   ['function'] = kind('function', {out = from_callable, methods = calling}),
   opaque = kind('opaque', {out = function(object) return py.lua_function(object)() end}),
   scalar = kind('scalar', {out = function(object) return py.number(object) end}),
   exception = kind('exception', {}),
   fatal = kind('exception', {fatal = true}),
   foreign = kind('foreign', {methods = calling}),
}
