-- Classes. Those of Python are seen through an empty table `mt` that stands for luaT's metatable: reading finds
-- methods, assigning changes the class on both sides. Lua classes without a Python ancestor are tables as in luaT.
local B = ...
local raw, py, wrap, into, out = B.raw, B.py, B.wrap, B.into, B.out
local type, error, setmetatable, rawset, rawget = raw.type, raw.error, raw.setmetatable, raw.rawset, raw.rawget
local format = string.format

local classes = {}         -- Torch name -> class of Python
local metatables = {}      -- Torch name -> metatable: luaT's registry
local typenames = {}       -- metatable -> Torch name
B.classes, B.metatables, B.typenames = classes, metatables, typenames
B.class_tables = setmetatable({}, {__mode = 'k'})  -- mt or constructor table -> class of Python
local class_tables = B.class_tables

-- The Torch name of the class of a Lua table, nil for a plain one.
function B.typename_of(value)
   local mt = B.raw.debug_getmetatable(value)
   return mt and typenames[mt]
end

-- Names that differ between the two languages.
local PYTHON_NAMES = {__init = '__init__', __tostring = '__tostring__'}

-- Assigning to a class: functions become methods on both sides, other values are shared by all instances.
local function assign(class, key, value)
   local methods, statics = class.methods, class.statics
   if type(value) == 'function' then
      rawset(methods, key, value)
      rawset(statics, key, nil)
   else
      rawset(methods, key, nil)
      rawset(statics, key, value)
   end
   if key == '__index__' or key == '__newindex__' then
      class[key] = value
      B.spread_hook(class, key, value)
   end
   if type(key) == 'string' then py.assign(class.cls, PYTHON_NAMES[key] or key, into(value)) end
end

local function read_class(class, key)
   local value = class.methods[key]
   if value == nil then value = class.statics[key] end
   return value
end

local function new_table(class)
   local parent = class.parent
   local mt = {__typename = class.typename}
   mt.__index, mt.__metatable = mt, mt
   class.mt = setmetatable(mt, {
      __index = function(_, key) return read_class(class, key) end,
      __newindex = function(_, key, value) assign(class, key, value) end,
      __metatable = parent and parent.mt or false,
   })
   class_tables[mt] = class
   if classes[class.typename] == class then metatables[class.typename] = mt end
   typenames[mt] = class.typename
   return mt
end

-- torch.Tensor(nil) is no torch.Tensor().
local function refuse_nil(class)
   local storage = class.typename:gsub('Tensor$', 'Storage')
   raw.error(format("bad argument #1 to '?' (expecting number or %s or %s)", class.typename, storage), 0)
end

-- The table that makes objects when called: nn.Linear.
local function new_constructor(class)
   local mt = class.mt
   local constructor = setmetatable({}, {
      __index = mt,
      __newindex = function(_, key, value) assign(class, key, value) end,
      __metatable = mt,
      __call = class.kind == 'tensor' and function(_, ...)
         if (...) == nil and raw.select('#', ...) > 0 then refuse_nil(class) end
         return class.new(...)
      end or function(_, ...) return class.new(...) end,
   })
   class.constructor = constructor
   class_tables[constructor] = class
   rawset(mt, '__constructor', constructor)
   rawset(mt, '__factory', function() return out(py.factory(class.cls)) end)
   return constructor
end

-- Methods as Lua functions; one wrapper a Python function, however many classes share it.
local wrappers = {}

local function wrapper(id, func, arity, gives_nothing)
   local found = wrappers[id]
   if not found then
      found = wrap(B.as_function(func), arity, gives_nothing)
      wrappers[id] = found
   end
   return found
end

local function add_methods(class, ...)
   local list = {...}
   for i = 1, #list, 5 do
      rawset(class.methods, list[i], wrapper(list[i + 1], list[i + 2], list[i + 3], list[i + 4]))
   end
end

local function add_statics(class, ...)
   local list = {...}
   for i = 1, #list, 2 do rawset(class.statics, list[i], out(list[i + 1])) end
end

-- Methods and values that Python gave to classes after Lua had met these: class, name, class, name ...
function B.add_members(...)
   local wanted, list = {}, {...}
   for i = 1, #list, 2 do
      local typename = list[i]
      wanted[typename] = wanted[typename] or {}
      wanted[typename][list[i + 1]] = true
   end
   for typename, names in raw.pairs(wanted) do
      local class = classes[typename]
      if class then
         local methods = {py.class_methods(class.cls)}
         for i = 1, #methods, 5 do
            if names[methods[i]] then add_methods(class, raw.unpack(methods, i, i + 4)) end
         end
         local statics = {py.class_statics(class.cls)}
         for i = 1, #statics, 2 do
            if names[statics[i]] then add_statics(class, statics[i], statics[i + 1]) end
         end
      end
   end
end

local function spread_flag(class, name)
   class[name] = true
   for child in raw.pairs(class.children) do spread_flag(child, name) end
end

function B.spread_hook(class, key, value)
   for child in raw.pairs(class.children) do
      child[key] = value
      B.spread_hook(child, key, value)
   end
end

local by_id = {}  -- id of the Python class -> class
local class_from

local function build(typename, kind, cls, parent_cls, version)
   local parent = parent_cls and class_from(parent_cls)
   local class = {
      typename = typename, kind = kind, cls = cls, parent = parent or nil, children = {},
      methods = setmetatable({}, parent and {__index = parent.methods} or nil),
      statics = setmetatable({}, parent and {__index = parent.statics} or nil),
      shadowed = parent and parent.shadowed or false,
      shadows = setmetatable({}, parent and {__index = parent.shadows} or nil),
      __index__ = parent and parent.__index__, __newindex__ = parent and parent.__newindex__,
   }
   class.info = class
   if parent then parent.children[class] = true end
   by_id[py.id(cls)] = class
   class.statics.__version = version
   if not parent then class.statics.__tostring = raw.tostring end
   B.complete(class)
   return class
end

-- Makes a class the one of its name, in its namespace too where another one was there. A class whose name means
-- another one (of torch/rnn or Element-Research's rnn, whichever is not in use) only gets its tables.
local function announce(class)
   local name = class.typename
   local old = py.is_meant(class.cls) and classes[name]
   if old ~= false then classes[name] = class end
   new_table(class)
   new_constructor(class)
   if old then
      local place = B.namespaces[name:match('^(.*)%.') or '']
      local short = name:match('[^%.]*$')
      if place and raw.rawget(place, short) == old.constructor then rawset(place, short, class.constructor) end
   end
end

-- Names that are fields although there is a method of that name: for these the object is asked first.
function B.shadow(class, name)
   if not class.shadows[name] then
      class.shadows[name] = true
      spread_flag(class, 'shadowed')
   end
end

-- The class of a Python class: made at its first use.
class_from = function(cls)
   local class = by_id[py.id(cls)]
   if class then return class end
   local kind, name, parent_cls, version, arity, make = py.class_info(cls)
   class = build(name, kind, cls, parent_cls, version)
   announce(class)
   local new, inner = wrap(B.as_function(make), arity)
   class.new = new
   add_methods(class, py.class_methods(cls))
   add_statics(class, py.class_statics(cls))
   for _, field in raw.ipairs {py.field_shadows(cls)} do B.shadow(class, field) end
   if B.extend_class then B.extend_class(class) end
   if kind ~= 'object' then B.nameless[new], B.nameless[inner], B.nameless[class.new] = true, true, true end
   return class
end

-- The class of this Torch name (or alias); nil where Python has none.
local function class_of(typename)
   local class = classes[typename]
   if class then return class end
   local cls = py.find_class(typename)
   if not cls then return nil end
   class = class_from(cls)
   classes[typename] = class
   return class
end
B.class_of = class_of

-- The record of the type of a Python object.
function B.describe(ud)
   local kind, cls = py.describe(ud)
   if cls then return class_from(cls) end
   return B.kinds[kind]
end

-- torch.class ---------------------------------------------------------------------------------------------

-- The table in which the class `name` is to appear ("a.b.C" lives in a.b).
local function namespace(name)
   local place, prefix = _G, ''
   for part in name:gmatch('([^%.]*)%.') do
      prefix = prefix .. part
      place = place[part]
      if raw.type(place) ~= 'table' then
         error(format('while creating metatable %s: bad argument #1 (%s is an invalid module name)', name, prefix), 4)
      end
      prefix = prefix .. '.'
   end
   return place
end

-- A Lua class with an ancestor in Python: a real Python class, whose methods may be Lua functions.
local function derive(typename, parent)
   local cls = py.derive(typename, parent.cls)
   local class = build(typename, 'object', cls, parent.cls, 1)
   announce(class)
   function class.new(...)
      local object = py.factory(cls)
      local init = class.methods.__init
      if init then init(object, ...) end
      return object
   end
   return class
end

B.namespace_of = namespace

-- The class of this name, unless it is one of a package that was not required: a script may have its own then.
local function known_class(typename)
   local class = classes[typename]
   local cls = class and class.cls or py.find_class(typename)
   if cls and not py.is_visible(cls) then
      classes[typename], metatables[typename] = nil, nil
      return nil
   end
   return class_of(typename)
end

local function new_class(typename, parent_name, module)
   local place = module or namespace(typename)
   local class = known_class(typename)
   if class then
      if parent_name and class.parent then
         error(format('class %s has been already assigned a parent class\n', typename), 3)
      end
      error(format('%s has been already assigned a constructor', typename), 3)
   end
   local parent = parent_name and class_of(parent_name)
   if parent and not metatables[typename] then
      class = derive(typename, parent)
      rawset(place, typename:match('[^%.]*$'), class.constructor)
      return class.mt, parent.mt
   end
   return B.new_plain_class(typename, parent_name, place)
end
B.new_class = new_class

B.wrapper = wrapper
