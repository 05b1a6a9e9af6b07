-- The torch table: classes and what Torch7 itself wrote in Lua or on luaT; numeric functions come from Python.
local B = ...
local raw, py, records, adopt, out, into = B.raw, B.py, B.records, B.adopt, B.out, B.into
local rawtype, error, format = raw.type, raw.error, string.format
local metatables, class_of = B.metatables, B.class_of

torch = B.new_namespace('torch')
local torch = torch

-- Classes -------------------------------------------------------------------------------------------------

function torch.class(...)
   local n = select('#', ...)
   local name, second, third = ...
   local module = n == 3 and third or (n == 2 and type(second) == 'table' and second) or nil
   local parent = n >= 2 and type(second) == 'string' and second or nil
   if type(name) ~= 'string' or n < 1 or n > 3 or (n == 3 and not (parent and type(module) == 'table'))
      or (n == 2 and not (parent or module)) then
      error('<class name> [<parent class name>] [<module table>] expected', 2)
   end
   return B.new_class(name, parent, module)
end

function torch.newmetatable(name, parent, constructor, _, factory, module)
   return B.new_metatable(name, parent, constructor, factory, module or B.namespace_of(name))
end

local function registered(name)
   local mt = metatables[name]
   if mt then return mt end
   local class = class_of(name)
   return class and class.mt
end

function torch.getmetatable(name)
   local mt = registered(name)
   if mt then return mt end
end

function torch.setmetatable(object, name)
   local mt = registered(name)
   if not mt then error(format('unknown typename %s\n', raw.tostring(name)), 2) end
   return setmetatable(object, mt)
end

function torch.factory(name)
   local mt = registered(name)
   return mt and raw.rawget(mt, '__factory')
end

function torch.getconstructortable(name)
   local mt = registered(name)
   if mt then return raw.rawget(mt, '__constructor') end
end

function torch.metatype(name, mt, ctype)
   if type(name) ~= 'string' or type(mt) ~= 'table' then error('expecting: string table [ctype]', 2) end
   metatables[name], B.typenames[mt] = mt, name
   if ctype then B.ctypes[tonumber(B.ffi.typeof(ctype))] = name end
end

function torch.pushudata() error('torch.pushudata: objects here are no C pointers', 2) end

-- What an object is -----------------------------------------------------------------------------------------

local function typename(value)
   local kind = rawtype(value)
   if kind == 'userdata' then
      if not B.is_python(value) then return nil end
      return (records[value] or adopt(value)).typename
   elseif kind == 'table' then
      return B.typename_of(value)
   elseif kind == 'cdata' and B.ffi then
      return B.ctypes[tonumber(B.ffi.typeof(value))]
   end
end
torch.typename = typename

function torch.type(value) return typename(value) or type(value) end

function torch.isTypeOf(value, spec)
   if type(spec) ~= 'string' then
      spec = getmetatable(spec).__typename
      assert(type(spec) == 'string', 'type must be provided as [regexp] string, or factory')
   end
   local mt = getmetatable(value)
   while mt do
      local name = type(mt) == 'table' and mt.__typename
      if name then
         local match = name:match(spec)
         if match and (match ~= spec or match == name) then return true end
      end
      mt = getmetatable(mt)
   end
   return false
end

function torch.isTensor(value)
   local name = typename(value)
   return name ~= nil and name:find('torch.*Tensor') ~= nil
end

function torch.isStorage(value)
   local name = typename(value)
   return name ~= nil and name:find('torch.*Storage') ~= nil
end

function torch.isequal(a, b) return raw.rawequal(a, b) end

function torch.version(value)
   local mt = getmetatable(value)
   return mt and mt.__version
end

-- A number that tells objects apart, as the address does in Torch.
function torch.pointer(value)
   local kind = rawtype(value)
   if kind == 'cdata' and raw.tostring(B.ffi.typeof(value)):find('%*>$') then  -- where a C pointer points
      return tonumber(B.ffi.cast('intptr_t', value))
   end
   if kind == 'cdata' then value = into(value) end
   if rawtype(value) == 'userdata' and B.is_python(value) then return py.id(value) end
   if kind == 'number' or kind == 'boolean' or kind == 'nil' then
      error('Torch object, table, thread, cdata or function expected', 2)
   end
   return tonumber((format('%p', value)))
end

function torch.getenv() return {} end
function torch.setenv() end

-- Settings ----------------------------------------------------------------------------------------------------

local function use_default_type()
   local name = py.default_tensor_type()
   torch.Tensor = class_of(name).constructor
   torch.Storage = class_of((name:gsub('Tensor$', 'Storage'))).constructor
end

function torch.setdefaulttensortype(name)
   if type(name) ~= 'string' then error('string expected', 2) end
   py.set_default_tensor_type(name)
   use_default_type()
end

function torch.getdefaulttensortype() return py.default_tensor_type() end

use_default_type()

for name, faster in raw.pairs(B.torch_functions or {}) do
   local original = torch[name]
   torch[name] = faster(original)
   B.python_functions[torch[name]] = B.python_functions[original]
   B.nameless[torch[name]] = true
end

torch._heaptracking = true
function torch.setheaptracking(on) torch._heaptracking = on end
function torch.updateerrorhandlers() end
function torch.updatethreadlocals() end

-- Tools ---------------------------------------------------------------------------------------------------------

function torch.totable(value)
   if torch.isTensor(value) or torch.isStorage(value) then return value:totable() end
   error('obj must be a Storage or a Tensor', 2)
end

function torch.tic() return (py.times()) end

function torch.toc(...)
   local start = ...
   local number = raw.type(start) ~= 'number' and raw.type(start) ~= 'string' and nil or raw.tonumber(start)
   if not number then
      local got = raw.select('#', ...) == 0 and 'no value' or type(start)
      error(format("bad argument #1 to 'toc' (number expected, got %s)", got), 2)
   end
   return (py.times()) - number
end

function torch.isatty(file)
   for number, standard in raw.ipairs {io.stdin, io.stdout, io.stderr} do
      if file == standard then return py.isatty(number - 1) end
   end
   return false
end

-- The folder of a package: on package.path, or the one it would have among the bridge's own.
function torch.packageLuaPath(name)
   if not name then return (torch.packageLuaPath('torch'):match('(.*)/')) end
   for path in package.path:gmatch('[^;]+') do
      local file = io.open((path:gsub('%?', name)))
      if file then
         file:close()
         return (path:gsub('%?', name):match('(.*)/'))
      end
   end
   if py.has_rock(name) then return py.rock_folder() .. '/' .. name end
end

function torch.include(package, file) dofile(torch.packageLuaPath(package) .. '/' .. file) end
