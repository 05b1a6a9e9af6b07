-- Classes without a Python ancestor: Lua tables with metatables, as luaT makes them.
local B = ...
local raw = B.raw
local error, rawset, rawget, setmetatable, type = raw.error, raw.rawset, raw.rawget, raw.setmetatable, raw.type
local getmetatable = raw.debug_getmetatable
local metatables, typenames = B.metatables, B.typenames
local format = string.format

local function typename(value)
   local mt = getmetatable(value)
   return mt and typenames[mt]
end

-- A method or value of a class or its ancestors.
local function inherited(mt, key)
   repeat
      local value = rawget(mt, key)
      if value ~= nil then return value end
      mt = getmetatable(mt)
   until not mt
end

-- __index: a class may define __index__(self, key), which returns a value and whether it knew the key.
local function index(object, key)
   local mt = getmetatable(object)
   local hook = inherited(mt, '__index__')
   if hook ~= nil then
      local value, known = hook(object, key)
      if known then return value end
   end
   return inherited(mt, key)
end

local function newindex(object, key, value)
   local hook = inherited(getmetatable(object), '__newindex__')
   if hook ~= nil and hook(object, key, value) then return end
   rawset(object, key, value)
end

local NAMES = {add = 'addition', sub = 'substraction', mul = 'multiplication', div = 'division', mod = 'modulo',
               pow = 'power', concat = 'concat', lt = 'less-than', le = 'less-equal'}

-- The operator of a class: its __add__ ... method, of the first operand that has a metatable.
local function binary(name)
   local method = '__' .. name .. '__'
   return function(a, b)
      local mt = getmetatable(a) or getmetatable(b)
      local f = mt[method]
      if f == nil then
         local names = (typename(a) or '(null)') .. ' and ' .. (typename(b) or '(null)')
         error(format('both %s have no %s operator', names, NAMES[name]), 2)
      end
      return f(a, b)
   end
end

local function equal(a, b)
   local f = (getmetatable(a) or getmetatable(b)).__eq__
   if f ~= nil then return f(a, b) end
   return raw.rawequal(a, b)
end

local function unary(name, text)
   local method = '__' .. name .. '__'
   return function(object, ...)
      local f = getmetatable(object)[method]
      if f == nil then
         if text then error(format(text, typename(object)), 2) end
         return typename(object)
      end
      return f(object, ...)
   end
end

local function new_metatable(name)
   local mt = {__index = index, __newindex = newindex, __typename = name, __version = 1,
               __tostring = unary('tostring'), __eq = equal, __call = unary('call', '%s has no call operator'),
               __unm = unary('unm', '%s has no negation operator'), __len = unary('len', '%s has no length operator')}
   mt.__metatable = mt
   for short in raw.pairs(NAMES) do mt['__' .. short] = binary(short) end
   metatables[name], typenames[mt] = mt, name
   return mt
end

local function construct(constructor, ...)
   local new = rawget(getmetatable(constructor), '__new')
   if new == nil then error('no constructor available', 2) end
   return new(...)
end

local function add_constructor(mt)
   local constructor = setmetatable({}, {
      __index = mt, __metatable = mt, __call = construct,
      __newindex = function(_, key, value) rawset(mt, key, value) end,
   })
   rawset(mt, '__constructor', constructor)
   return constructor
end

-- luaT_newmetatable: makes or completes the class `name`, puts its constructor into `place`.
function B.new_metatable(name, parent_name, new, factory, place)
   local mt = metatables[name] or new_metatable(name)
   if parent_name then
      if getmetatable(mt) then error(format('class %s has been already assigned a parent class\n', name), 3) end
      local parent = metatables[parent_name]
      if not parent then error(format('bad argument #2 (invalid parent class name %s)', parent_name), 3) end
      setmetatable(mt, parent)
   end
   if factory then
      if rawget(mt, '__factory') then error(format('%s has been already assigned a factory', name), 3) end
      rawset(mt, '__factory', factory)
   end
   local constructor = rawget(mt, '__constructor') or add_constructor(mt)
   if new then
      local meta = getmetatable(constructor)
      if rawget(meta, '__new') then error(format('%s has been already assigned a constructor', name), 3) end
      rawset(meta, '__new', new)
      rawset(mt, 'new', new)
   end
   rawset(place, name:match('[^%.]*$'), constructor)
   return mt
end

function B.new_plain_class(name, parent_name, place)
   local mt
   local function factory() return setmetatable({}, mt) end
   local function new(...)
      local self = setmetatable({}, mt)
      if self.__init then self:__init(...) end
      return self
   end
   mt = B.new_metatable(name, parent_name, new, factory, place)
   return mt, parent_name and metatables[parent_name]
end
