-- Elements of tensors and storages: x[i] and x[i] = v read and write memory through a pointer, x[{i, j}] too.
--
-- The record of a tensor whose elements are used holds a pointer to its first element and its geometry. It is good
-- as long as the runtime's epoch stands still; else it is made anew.
local B = ...
local raw, py, records, adopt, out, into, ffi = B.raw, B.py, B.records, B.adopt, B.out, B.into, B.ffi
local type, error, tonumber = raw.type, raw.error, raw.tonumber
local floor = math.floor
local NAN = 0 / 0

-- Through Python: parts, errors, types without a C counterpart, and everything where ffi is missing.
local function slow_get(object, key) return out(py.get_index(object, into(key))) end
local function slow_set(object, key, value) py.set_index(object, into(key), into(value)) end

local function read(object, key, record)
   if type(key) == 'string' then return nil end
   return record.get(object, key, record)
end

local function write(object, key, value, record)
   if type(key) == 'string' then error('the class ' .. record.info.typename .. ' cannot be indexed', 3) end
   return record.set(object, key, value, record)
end

if not ffi then
   function B.complete_elements(class)
      class.read, class.write = read, write
      if class.kind ~= 'userdata' then class.get, class.set = slow_get, slow_set end
   end
   return
end

local epoch = ffi.cast('int32_t*', B.epoch_address)  -- the low word: equal unless 2^32 changes passed unseen

-- Element types; `nan`: how to see a NaN before it becomes a Lua value, which a NaN of any other bits than
-- the machine's own would corrupt: the 32-bit word `word` of an element lies between `low` and 0.
local TYPES = {
   Double = {c = 'double', words = 2, word = 1, low = -524289},
   Float = {c = 'float', words = 1, word = 0, low = -8388609},
   Byte = {c = 'uint8_t'}, Char = {c = 'int8_t'}, Short = {c = 'int16_t'}, Int = {c = 'int32_t'},
   Long = {c = 'int64_t', long = true},
}
for _, t in raw.pairs(TYPES) do t.pointer = ffi.typeof(t.c .. '*') end
local int32_pointer = ffi.typeof('int32_t*')
local cast = ffi.cast

-- Record of an object with elements: what its class knows, and where the elements are.
local function new_record(class, address, n, s, dim)
   local t = class.element
   return {
      info = class, kind = class.kind, typename = class.typename, methods = class.methods, statics = class.statics,
      read = read, write = write, get = class.get, set = class.set, out = false, shadowed = false,
      pointer = cast(t.pointer, address), words = t.words and cast(int32_pointer, address) + t.word,
      step = t.words, low = t.low, long = t.long, n = n, s = s, dim = dim, epoch = epoch[0],
   }
end

-- A record with the geometry of now, nil where there is no host memory to point at.
local function locate(object, class)
   local address, dim, n, s, n2, s2 = py.geometry(object)
   if not address then return nil end
   local record = new_record(class, address, n, s, dim)
   if dim == 2 then
      record.n2, record.s2 = n2, s2
   elseif dim > 2 then
      record.size, record.stride = {n, n2}, {s, s2}
      for d = 3, dim do record.size[d], record.stride[d] = py.dimension(object, d) end
   end
   records[object] = record
   return record
end

-- Element at `offset` from the first.
local function load(record, offset)
   local words = record.words
   if words then
      local word = words[offset * record.step]
      if word < 0 and word > record.low then return NAN end
      return record.pointer[offset]
   end
   local value = record.pointer[offset]
   if record.long then return tonumber(value) end
   return value
end
B.load_element = load

local function current(object, record)
   if record.epoch == epoch[0] then return record end
   return locate(object, record.info)
end

local function row(object, key, record)
   local view = py.get_index(object, key)
   if record.dim == 2 and type(view) == 'userdata' and key >= 1 and key == floor(key) then
      local base = record.pointer + (key - 1) * record.s
      records[view] = new_record(record.info, base, record.n2, record.s2, 1)
   end
   return view
end

local function get(object, key, record)
   record = current(object, record)
   if not record then return slow_get(object, key) end
   if type(key) == 'number' then
      if key >= 1 and key <= record.n then
         if record.dim == 1 then
            return load(record, floor(key - 1) * record.s)
         end
         return row(object, key, record)
      end
   elseif type(key) == 'table' then
      local i, j = key[1], key[2]
      if type(i) == 'number' and i >= 1 and i <= record.n then
         if record.dim == 2 then
            if type(j) == 'number' and j >= 1 and j <= record.n2 and key[3] == nil then
               return load(record, floor(i - 1) * record.s + floor(j - 1) * record.s2)
            end
         elseif record.dim == 1 then
            if j == nil then return load(record, floor(i - 1) * record.s) end
         else
            local size, stride, offset = record.size, record.stride, 0
            for d = 1, record.dim do
               local k = key[d]
               if type(k) ~= 'number' or k < 1 or k > size[d] then return slow_get(object, key) end
               offset = offset + floor(k - 1) * stride[d]
            end
            if key[record.dim + 1] == nil then return load(record, offset) end
         end
      end
   end
   return slow_get(object, key)
end

local function set(object, key, value, record)
   record = current(object, record)
   if not record or type(value) ~= 'number' then return slow_set(object, key, value) end
   if type(key) == 'number' then
      if record.dim == 1 and key >= 1 and key <= record.n then
         record.pointer[floor(key - 1) * record.s] = value
         return
      end
   elseif type(key) == 'table' then
      local i, j = key[1], key[2]
      if type(i) == 'number' and i >= 1 and i <= record.n then
         if record.dim == 2 then
            if type(j) == 'number' and j >= 1 and j <= record.n2 and key[3] == nil then
               record.pointer[floor(i - 1) * record.s + floor(j - 1) * record.s2] = value
               return
            end
         elseif record.dim == 1 then
            if j == nil then
               record.pointer[floor(i - 1) * record.s] = value
               return
            end
         else
            local size, stride, offset = record.size, record.stride, 0
            for d = 1, record.dim do
               local k = key[d]
               if type(k) ~= 'number' or k < 1 or k > size[d] then return slow_set(object, key, value) end
               offset = offset + floor(k - 1) * stride[d]
            end
            if key[record.dim + 1] == nil then
               record.pointer[offset] = value
               return
            end
         end
      end
   end
   return slow_set(object, key, value)
end

-- The record of an object's elements, nil where they are not in host memory or have no C type.
function B.elements(object)
   local record = records[object] or adopt(object)
   return record.info.element and current(object, record)
end

function B.complete_elements(class)
   class.read, class.write = read, write
   if class.kind == 'userdata' then return end
   local name = class.typename:match('^torch%.(%a-)Tensor$') or class.typename:match('^torch%.(%a-)Storage$')
   class.element = TYPES[name == 'Cuda' and 'Float' or name:gsub('^Cuda', '')]
   class.get = class.element and get or slow_get
   class.set = class.element and set or slow_set
end
