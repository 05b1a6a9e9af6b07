-- Namespaces of Python packages (torch, nn, optim ...) as Lua tables, and require.
local B = ...
local raw, py, wrap = B.raw, B.py, B.wrap
local rawtype, error, format = raw.type, raw.error, string.format
local class_of = B.class_of

-- Functions that Torch has in Lua: their errors have a position.
local in_lua = {}
for name in ('chunk expand expandAs multinomialAlias multinomialAliasSetup permute repeatTensor split view viewAs')
   :gmatch('%a+') do
   in_lua[name] = true
end

-- What Python offers under `key` of `package`: a constructor, a function or a value; nil for nothing.
local function find(package, key)
   if rawtype(key) ~= 'string' then return nil end
   local kind, a, b, gives_nothing = py.find(package, key)
   if kind == 'class' then
      local class = class_of(a)  -- nil for a class of another Lua state
      return class and class.constructor
   end
   if kind == 'function' then
      local f, inner = wrap(B.as_function(a), b, gives_nothing)
      if package == 'torch' and not in_lua[key] then B.nameless[f], B.nameless[inner] = true, true end
      return f
   end
   if kind == 'package' then return B.new_namespace(a) end
   if kind == 'value' then return B.out(a) end
end

-- A table that finds the contents of a Python package when they are asked for.
function B.new_namespace(package)
   local place = {}
   local missing = {}  -- names looked for in vain; forgotten when a package or class comes
   B.missing[package] = missing
   B.namespaces[package] = place
   return raw.setmetatable(place, {
      __index = function(_, key)
         if missing[key] == B.generation then return nil end
         local value = find(package, key)
         if value == nil then
            missing[key] = B.generation
         else
            raw.rawset(place, key, value)
         end
         return value
      end,
      __pairs = function()
         for _, key in raw.ipairs {py.names(package)} do
            if raw.rawget(place, key) == nil then local _ = place[key] end
         end
         return raw.next, place, nil
      end,
   })
end
B.missing, B.namespaces, B.generation = {}, {}, 0

-- require ---------------------------------------------------------------------------------------------------

-- The functions and values of the Python module of a rock.
function B.rock_members(name)
   local members, list = {}, {py.rock_members(name)}
   for i = 1, #list, 4 do
      local value, arity = list[i + 1], list[i + 2]
      members[list[i]] = arity and wrap(B.as_function(value), arity, list[i + 3]) or B.out(value)
   end
   return members
end

function B.open_python_rock(name) return B.out(py.open_python_rock(name)) end

-- Loads a rock that comes with the bridge: a Python module of luabridge.rocks or a Lua file beside it.
local function open_rock(name)
   B.generation = B.generation + 1
   local kind, value = py.open_rock(name)
   if kind == 'lua' then
      local chunk = assert(raw.loadstring(value, '=luabridge.rocks.' .. name))
      return chunk(B, name)
   elseif kind == 'members' then
      return B.rock_members(name)
   end
   return B.out(value)
end

local installed = {}  -- places known from the start: there may be a Torch7 whose rocks need C
for place in package.path:gmatch('[^;]+') do installed[place] = true end

-- A file of the script's own folder, or from a place that the script has added to package.path.
local function local_file(name)
   local places = {'./?.lua', './?/init.lua'}
   for place in package.path:gmatch('[^;]+') do
      if not installed[place] then places[#places + 1] = place end
   end
   return package.searchpath and package.searchpath(name, table.concat(places, ';'))
end

-- The bridge's own rocks come before installed ones, but after the script's own files.
table.insert(package.loaders, 2, function(name)
   if not py.has_rock(name) then
      return ("\n\tno rock '%s' comes with luabridge (those in Lua alone work from LUA_PATH)"):format(name)
   end
   if py.is_core(name) or not local_file(name) then return open_rock end
end)

package.loaded.torch = torch

-- Torch's interpreter looks for "./name" too, relative to the file that asks, and loads data files.
local rawrequire = raw.require

local function exists(path)
   local file = io.open(path, 'r')
   if not file then return false end
   local readable = file:read(0) ~= nil or file:seek('end') == 0  -- a folder opens, but cannot be read
   file:close()
   return readable
end

local function require_relative(name, source)
   local path = (source:match('^@(.*/)') or './') .. name
   if exists(path .. '.lua') then return dofile(path .. '.lua') end
   if path:find('%.th$') and exists(path) then return torch.load(path) end
   if exists(path) then return dofile(path) end
   if exists(path .. '.th') then return torch.load(path .. '.th') end
   return dofile(path .. '/init.lua')
end

function require(name)
   if rawtype(name) == 'string' and name:find('^%.') then
      return require_relative(name, debug.getinfo(2, 'S').source)
   end
   local ok, result = pcall(rawrequire, name)
   if ok then return result end
   local found, value = pcall(require_relative, './' .. raw.tostring(name), '=')
   if not found then error(result, 0) end
   return value
end
