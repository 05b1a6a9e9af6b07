-- require 'class': classes by name, with one ancestor; the value of class(name) makes objects and takes methods
local env = require 'argcheck.env'
local class, classes = {}, {}

local function constructor(mt)
   return setmetatable({}, {
      __index = mt, __newindex = mt, __metatable = mt, __call = function(self, ...) return self.new(...) end,
   })
end

function class.new(name, parent_name, ctype)
   assert(type(name) == 'string', 'class name expected')
   assert(not classes[name], ('class <%s> already exists'):format(name))
   local mt = {__typename = name, __init = function() end}
   mt.__index = mt
   function mt.__factory() return setmetatable({}, mt) end
   function mt.new(...)
      local object = mt.__factory()
      object:__init(...)
      return object
   end
   if ctype then class.ctypes[tonumber(ctype)] = name end
   classes[name] = mt
   if not parent_name then return constructor(mt) end
   local parent = assert(classes[parent_name], ('parent class <%s> does not exist'):format(parent_name))
   setmetatable(mt, parent)
   return constructor(mt), parent
end
class.ctypes = {}

-- An object without __init having been called.
function class.factory(name) return assert(classes[name], ('unknown class <%s>'):format(name)).__factory() end

function class.metatable(name) return classes[name] end

local function class_name(object)
   if type(object) == 'cdata' then return class.ctypes[tonumber(require('ffi').typeof(object))] end
   local mt = getmetatable(object)
   if type(mt) == 'table' then return rawget(mt, '__typename') end
end

function class.type(object) return class_name(object) or type(object) end

-- Whether an object is of this class or one derived from it; of values without a class, their type().
function class.istype(object, name)
   local own = class_name(object)
   if not own then return type(object) == name end
   local mt = classes[own]
   if not mt then return own == name end
   while mt do
      if mt.__typename == name then return true end
      mt = getmetatable(mt)
   end
   return false
end

env.istype = class.istype
return setmetatable(class, {__call = function(_, ...) return class.new(...) end})
