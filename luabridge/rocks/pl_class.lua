-- require 'pl.class': classes with one ancestor. class(Base) makes one, class.Name() a global one; _init is called by
-- the constructor, with super() as the ancestor's _init.
local function is_a(self, class)
   local mine = getmetatable(self)
   if class == nil then return mine end
   while mine do
      if mine == class then return true end
      mine = rawget(mine, '_base')
   end
   return false
end

local function class_of(class, object) return type(object) == 'table' and is_a(object, class) end

local function cast(class, object) return setmetatable(object, class) end

-- Calls the constructors, the ancestor's first where a class has none of its own.
local function initialize(class, object, ...)
   local init = rawget(class, '_init')
   local base = rawget(class, '_base')
   if not init then
      if base then return initialize(base, object, ...) end
      return
   end
   local outer = rawget(object, 'super')
   rawset(object, 'super', base and function(self, ...) return initialize(base, self, ...) end or nil)
   local result = init(object, ...)
   rawset(object, 'super', outer)
   return result
end

local function construct(class, ...)
   local object = setmetatable({}, class)
   if rawget(class, '_create') then object = setmetatable(class._create(...) or object, class) end
   local result = initialize(class, object, ...)
   if result ~= nil then object = setmetatable(result, class) end
   if not rawget(class, '__tostring') then rawset(class, '__tostring', class._class_tostring) end
   return object
end

local function object_text(object)
   local class = getmetatable(object)
   local own = class.__tostring
   class.__tostring = nil
   local text = tostring(object)
   class.__tostring = own
   return rawget(class, '_name') and text:gsub('^table', class._name) or text
end

-- Reading a field: the class's, then _handler(object, key), if the class has one.
local function install_index(class)
   class.__index = class
   local handler = rawget(class, '_handler')
   if not handler then return end
   class.__index = function(object, key)
      local value = class[key]
      if value == nil then value = handler(object, key) end
      return value
   end
end

local function new_class(base, name)
   local class = {}
   local plain = type(base) == 'table' and getmetatable(base) == nil and rawget(base, '_class') == nil
   if plain then  -- a table of methods, perhaps with _base
      for key, value in pairs(base) do class[key] = value end
      base = rawget(class, '_base')
   end
   if base then
      for key, value in pairs(base) do  -- copied, so that metamethods are inherited, too
         if class[key] == nil and key ~= '_init' and key ~= '_name' and key ~= '_create' then class[key] = value end
      end
      class._base = base
      if rawget(base, '_class_init') then base._class_init(class) end
   end
   class._class, class._name = class, name or class._name
   class._class_tostring = object_text
   class.is_a, class.class_of, class.cast = is_a, class_of, cast
   install_index(class)
   class.catch = function(self, handler)
      if type(handler) == 'string' or type(handler) == 'table' then
         local values = handler
         handler = function(_, key) return values[key] end
      end
      self._handler = handler
      install_index(self)
   end
   class.base = function(self, method, ...) return self._base[method](self, ...) end
   return setmetatable(class, {
      __call = function(_, ...) return construct(class, ...) end,
      __newindex = function(_, key, value)
         rawset(class, key, value)
         if key == '_handler' then install_index(class) end
      end,
   })
end

local class
class = setmetatable({}, {
   __call = function(_, ...) return new_class(...) end,
   __index = function(_, name)
      if name == 'class' then return class end
      return function(...)
         local made = new_class((...), name)
         rawset(_G, name, made)
         return made
      end
   end,
})
return class
