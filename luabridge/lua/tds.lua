-- tds.Hash and tds.Vec: Python's objects whose contents lie in Lua tables, so that reading them costs no call.
local B = ...
local raw, py, out, into = B.raw, B.py, B.out, B.into
local rawtype, next, setmetatable, raise = raw.type, raw.next, raw.setmetatable, B.raise
local floor = math.floor

local tds = {}  -- what require 'tds' gives; the package sets no global variable
B.tds = tds

local contents = setmetatable({}, {__mode = 'k'})  -- Hash or Vec -> Lua table
local lengths = setmetatable({}, {__mode = 'k'})   -- Vec -> its length, where nil may be among the values
local shared = setmetatable({}, {__mode = 'kv'})   -- Lua table that stands for contents in Python -> Hash or Vec

-- Stands for the contents of an object that other Lua states use, too.
local function new_proxy(object)
   local proxy = setmetatable({}, {
      __index = function(_, key) return out(py.get_item(object, into(key))) end,
      __newindex = function(_, key, value) py.set_item(object, into(key), into(value)) end,
   })
   shared[proxy] = object
   return proxy
end

local function contents_of(object)
   local found = contents[object]
   if not found then
      found = py.contents(object) or new_proxy(object)
      contents[object] = found
   end
   return found
end

function B.forget_contents(object) contents[object] = nil end

local function border(values) return shared[values] and py.length(shared[values]) or #values end

-- Walks over contents, as pairs does.
local function each(values)
   if not shared[values] then return next, values, nil end
   local list, i = out(py.items(shared[values])), -1
   return function()
      i = i + 2
      return list[i], list[i + 1]
   end
end

local STORABLE = {string = true, number = true, boolean = true}

-- Only numbers, strings, tensors and other containers can be stored.
local function check(value)
   if STORABLE[rawtype(value)] then return end
   local name = torch.type(value)
   if name:find('^tds%.[HV]') or name:find('^torch%.%a+Tensor$') then return end
   raise(('unsupported key/value type <%s> (set)'):format(name))
end

-- A plain table as a Vec, or as a Hash where a key is no number; other values as they are.
local function converted(value)
   if type(value) ~= 'table' or torch.typename(value) then return value end
   for key in pairs(value) do
      if type(key) ~= 'number' then return tds.Hash(value) end
   end
   return tds.Vec(value)
end

-- The lines of a value, the first one after `label`.
local function labelled(label, value)
   local text = tostring(value):gsub('\n', '\n' .. (' '):rep(#label))
   return label .. text
end

local MOST = 20  -- entries shown

-- Hash ------------------------------------------------------------------------------------------------------

local Hash = {}

function Hash.__len__(hash)
   local n = 0
   for _ in each(contents_of(hash)) do n = n + 1 end
   return n
end

function Hash.__pairs(hash) return each(contents_of(hash)) end

local function key_text(key) return STORABLE[rawtype(key)] and tostring(key) or torch.type(key) end

function Hash.__tostring(hash)
   local lines, width, shown = {('tds.Hash[%d]{'):format(#hash)}, 0, 0
   for key in pairs(hash) do
      width, shown = math.max(width, #key_text(key)), shown + 1
      if shown == MOST then break end
   end
   for key, value in pairs(hash) do
      lines[#lines + 1] = labelled(('%-' .. width .. 's : '):format(key_text(key)), value)
      if #lines > MOST then
         lines[#lines + 1] = '...'
         break
      end
   end
   lines[#lines + 1] = '}'
   return table.concat(lines, '\n')
end

local function hash_get(hash, key)
   if key == nil then raise('hash index is nil') end
   return contents_of(hash)[key]
end

local function hash_set(hash, key, value)
   if key == nil then raise('hash index is nil') end
   check(key)
   if value ~= nil then check(value) end
   contents_of(hash)[key] = value
end

local function new_hash(_, ...)
   local hash = B.class_of('tds.Hash').new()
   if select('#', ...) == 0 then return hash end
   local values = ...
   if type(values) ~= 'table' or select('#', ...) > 1 then raise('lua table or nothing expected') end
   for key, value in pairs(values) do hash[converted(key)] = converted(value) end
   return hash
end

-- Vec ---------------------------------------------------------------------------------------------------------

local Vec = {}

function Vec.__len__(vec)
   local values, n = contents_of(vec), lengths[vec]
   if not n or values[n + 1] ~= nil then n = border(values) end
   return n
end
local length_of = Vec.__len__

local function set_length(vec, n) lengths[vec] = n end

local function check_index(key)
   if type(key) ~= 'number' or key <= 0 then raise('positive number expected as key') end
   return floor(key)
end

local function vec_get(vec, key)
   if type(key) ~= 'number' then raise('invalid key (number) or method name') end
   return contents_of(vec)[check_index(key)]
end

local function vec_set(vec, key, value)
   key = check_index(key)
   if value ~= nil then check(value) end
   local n = length_of(vec)
   contents_of(vec)[key] = value
   set_length(vec, key > n and key or n)
end

function Vec.insert(vec, ...)
   local count, key, value = select('#', ...), ...
   if count == 1 then key, value = length_of(vec) + 1, key end
   if count < 1 or count > 2 then raise('[key] value expected') end
   key = check_index(key)
   if value ~= nil then check(value) end
   local values, n = contents_of(vec), length_of(vec)
   for i = n, key, -1 do values[i + 1] = values[i] end
   values[key] = value
   set_length(vec, math.max(n + 1, key))
end

function Vec.remove(vec, key)
   local values, n = contents_of(vec), length_of(vec)
   key = check_index(key or math.max(n, 1))
   if key > n then return end
   for i = key, n do values[i] = values[i + 1] end
   set_length(vec, n - 1)
end

function Vec.resize(vec, size)
   if type(size) ~= 'number' or size < 0 then raise('size must be a positive number') end
   local values = contents_of(vec)
   for i = length_of(vec), size + 1, -1 do values[i] = nil end
   set_length(vec, size)
end

function Vec.sort(vec, compare)
   if type(compare) ~= 'function' then raise('compare function must be a lua or C function') end
   local values, list = contents_of(vec), {}
   for i = 1, length_of(vec) do list[i] = values[i] end
   table.sort(list, compare)
   for i, value in raw.ipairs(list) do values[i] = value end
end

function Vec.concat(vec, separator, first, last)
   local parts = {}
   for i = first or 1, last or length_of(vec) do parts[#parts + 1] = tostring(contents_of(vec)[i]) end
   return table.concat(parts, separator)
end

function Vec.concatstorage(vec, ...) return torch.CharStorage():string(Vec.concat(vec, ...)) end

function Vec.__ipairs(vec)
   local i = 0
   return function()
      i = i + 1
      if i <= length_of(vec) then return i, contents_of(vec)[i] end
   end
end
Vec.__pairs = Vec.__ipairs

function Vec.__tostring(vec)
   local lines = {('tds.Vec[%d]{'):format(#vec)}
   for i, value in ipairs(vec) do
      lines[#lines + 1] = labelled(('%5d : '):format(i), value)
      if i == MOST then
         lines[#lines + 1] = '...'
         break
      end
   end
   lines[#lines + 1] = '}'
   return table.concat(lines, '\n')
end

local function new_vec(_, ...)
   local vec = B.class_of('tds.Vec').new()
   local values = {...}
   if select('#', ...) == 1 and type((...)) == 'table' then values = ... end
   for key, value in pairs(values) do
      if type(key) ~= 'number' then raise('lua table with number keys expected') end
      vec[key] = converted(value)
   end
   return vec
end

-- Classes -----------------------------------------------------------------------------------------------------

local CLASSES = {
   ['tds.Hash'] = {methods = Hash, get = hash_get, set = hash_set},
   ['tds.Vec'] = {methods = Vec, get = vec_get, set = vec_set},
}

local extend = B.extend_class
function B.extend_class(class)
   extend(class)
   local own = CLASSES[class.typename]
   if not own then return end
   for name in next, class.methods do class.methods[name] = nil end
   for name, method in next, own.methods do class.methods[name] = method end
   class.get, class.read, class.set, class.write = own.get, own.get, own.set, own.set
end

local function constructor(typename, new)
   return setmetatable({}, {__call = new, __index = function(_, key) return B.class_of(typename).mt[key] end})
end
tds.Hash, tds.Vec = constructor('tds.Hash', new_hash), constructor('tds.Vec', new_vec)
tds.hash, tds.vec = tds.Hash, tds.Vec

function B.open_tds()
   py.activate('tds')
   tds.AtomicCounter = B.class_of('tds.AtomicCounter').constructor
   tds.atomic_counter = tds.AtomicCounter
   return tds
end
