-- Elements of tensors and storages: x[i] and x[i] = v read and write memory through a pointer, x[{i, j}] too.
--
-- A tensor whose elements are used has a place: a pointer to its first element and its geometry. It is good as long
-- as the runtime's epoch stands still; else it is made anew. Rows and other parts of a tensor with a place are views:
-- tensors that exist in Lua only, until Python has to know them (see views.lua).
local B = ...
local raw, py, records, adopt, out, into, ffi = B.raw, B.py, B.records, B.adopt, B.out, B.into, B.ffi
local type, error, tonumber, unpack = raw.type, raw.error, raw.tonumber, raw.unpack
local floor = math.floor
local NAN = 0 / 0

-- Through Python: parts, errors, types without a C counterpart, and everything where ffi is missing. ---------

-- The two numbers that stand for one entry of x[{...}] when it goes to Python: an index and false, or a range;
-- {} is everything. nil for what is neither.
local function entry(value)
   if type(value) == 'number' then return value, false end
   if type(value) ~= 'table' then return nil end
   local first, last = value[1], value[2]
   if first == nil then return 1, -1 end
   if type(first) ~= 'number' or (last ~= nil and type(last) ~= 'number') then return nil end
   return first, last or first
end

-- A key {...} of up to four entries as numbers; nil where it does not consist of numbers and ranges.
local function flatten(key)
   local n = #key
   if n == 0 or n > 4 then return nil end
   local a, b = entry(key[1])
   if a == nil or n == 1 then return a, b end
   local c, d = entry(key[2])
   if c == nil then return nil end
   if n == 2 then return a, b, c, d end
   local e, f = entry(key[3])
   if e == nil then return nil end
   if n == 3 then return a, b, c, d, e, f end
   local g, h = entry(key[4])
   if g == nil then return nil end
   return a, b, c, d, e, f, g, h
end

local function real_object(object) return type(object) == 'cdata' and B.materialize(object) or object end

local function slow_get(object, key)
   object = real_object(object)
   if type(key) == 'table' then
      local a, b, c, d, e, f, g, h = flatten(key)
      if a ~= nil then
         local part = py.get_part(object, a, b, c, d, e, f, g, h)  -- no tail call: errors look for this frame
         return part
      end
   end
   return out(py.get_index(object, into(key)))
end

local function slow_set(object, key, value)
   object = real_object(object)
   if type(key) == 'table' then
      local a, b, c, d, e, f, g, h = flatten(key)
      if a ~= nil then
         py.set_part(object, into(value), a, b, c, d, e, f, g, h)
         return
      end
   end
   py.set_index(object, into(key), into(value))
end

local function read(object, key, record)
   if type(key) == 'string' then
      local static, number = record.statics[key], tonumber(key)
      if static ~= nil or number == nil then return static end
      key = number
   end
   return record.get(object, key, record)
end

local function write(object, key, value, record)
   if type(key) == 'string' then
      key = tonumber(key) or error('the class ' .. record.typename .. ' cannot be indexed', 2)
   end
   return record.set(object, key, value, record)
end

-- Files, timers and the like: nothing under any number.
local function get_nothing() return nil end
local function set_nothing(_, _, _, record) error('the class ' .. record.typename .. ' cannot be indexed', 2) end

if not ffi then
   function B.complete_elements(class)
      class.read, class.write = read, write
      class.get, class.set = slow_get, slow_set
      if class.kind == 'userdata' then class.get, class.set = get_nothing, set_nothing end
   end
   return
end

local epoch = ffi.cast('int32_t*', B.epoch_address)  -- the low word: equal unless 2^32 changes passed unseen

-- Element types. Where `words` is given, elements may be NaNs, which LuaJIT would take for other values if they had
-- bits other than the machine's own: those whose 32-bit word number `word`, its sign turned, is greater than `above`.
-- (One comparison: numbers of both signs in no order would mislead a processor that guesses at two.)
local TYPES = {
   Double = {c = 'double', real = true, words = 2, word = 1, above = 0x7ff7ffff},
   Float = {c = 'float', real = true, words = 1, word = 0, above = 0x7f800000},
   Byte = {c = 'uint8_t'}, Char = {c = 'int8_t'}, Short = {c = 'int16_t'}, Int = {c = 'int32_t'},
   Long = {c = 'int64_t', long = true},
}
for _, t in raw.pairs(TYPES) do
   t.pointer, t.array, t.bytes = ffi.typeof(t.c .. '*'), ffi.typeof(t.c .. '[?]'), ffi.sizeof(t.c)
end
local int32_pointer = ffi.typeof('int32_t*')
local bxor, SIGN = require('bit').bxor, -0x80000000
local cast, typeof = ffi.cast, ffi.typeof

-- Places -------------------------------------------------------------------------------------------------------
-- The place of a tensor or storage is a C object, so that the millions that come and go are small and hold nothing
-- that the collector must follow: pointer, words, sizes and strides of the first two dimensions, offset in the storage,
-- epoch, number of dimensions, class, and whether the elements are its own. Views are their own places.
local FIELDS = [[struct {
   %s *_p; int32_t *_w; double _n, _s, _n2, _s2, _offset; int32_t _epoch, _dim, _kind, _own; %s _data[?]; }]]
local places = raw.setmetatable({}, {__mode = 'k'})  -- object of Python -> place
local lists = raw.setmetatable({}, {__mode = 'k'})   -- place of three or more dimensions -> {all sizes, all strides}
local storages = raw.setmetatable({}, {__mode = 'k'})  -- place -> storage, where a view was made
local kinds, kind_of = {}, {}                        -- number in places -> class; id of the C type -> class
B.place_lists, B.place_storages, B.place_kinds, B.epoch = lists, storages, kinds, epoch

-- The class of a view, nil for anything else.
local function view_class(value) return type(value) == 'cdata' and kind_of[tonumber(typeof(value))] or nil end
B.view_class = view_class

-- What places of this class look like in C; `meta` makes them views.
function B.new_place_type(class, meta)
   local place = typeof(FIELDS:format(class.element.c, class.element.c))
   if meta then
      place = ffi.metatype(place, meta)
      kind_of[tonumber(place)] = class
   end
   kinds[#kinds + 1] = class
   class.place, class.number = place, #kinds
   return place
end

-- Points a place at what lies at `address`.
local function point(place, class, address)
   local element = class.element
   place._p, place._epoch = cast(element.pointer, address), epoch[0]
   if element.words then place._w = cast(int32_pointer, address) + element.word end
end
B.point_place = point

local function shape(place, n, s, dim, n2, s2)
   place._n, place._s, place._dim = n, s, dim
   if n2 then place._n2, place._s2 = n2, s2 end
end
B.shape_place = shape

-- The place of an object of Python as it is now, written into `place`; nil where there is no host memory to point at.
local function place_of(object, class, place)
   local address, dim, n, s, n2, s2 = py.geometry(object)
   if not address then return nil end
   place = place or class.place(0)
   if dim > 2 then
      local size, stride = {n, n2}, {s, s2}
      for d = 3, dim do size[d], stride[d] = py.dimension(object, d) end
      lists[place] = {size, stride}
   end
   point(place, class, address)
   shape(place, n, s, dim, n2, s2)
   place._kind = class.number
   storages[place] = nil
   return place
end
B.place_of = place_of

local function locate(object)
   if type(object) == 'cdata' then return B.refresh_view(object) end
   local class = records[object] or adopt(object)
   local place = place_of(object, class.info, places[object])
   places[object] = place
   return place
end

local function current(object)
   local place = view_class(object) and object or places[object]
   if place and place._epoch == epoch[0] then return place end
   return locate(object)
end
B.current_place = current

-- For what is worth doing in Lua only where the place is known: nil at the first call since the last change, so that
-- tensors which change all the time are not located all the time.
local seen = raw.setmetatable({}, {__mode = 'k'})

local function ready(object)
   local place, now = nil, epoch[0]
   if type(object) == 'cdata' then
      if not kind_of[tonumber(typeof(object))] then return nil end
      place = object
   else
      place = places[object]
   end
   if place then
      if place._epoch == now then return place end
   else
      local record = records[object]
      if not record or not record.element then return nil end
   end
   if seen[object] == now then return locate(object) end
   seen[object] = now
   return nil
end
B.ready_place = ready

-- Elements ------------------------------------------------------------------------------------------------------

-- Element at `offset` from the first.
local function load(place, element, offset)
   local words = element.words
   if words then
      if bxor(place._w[offset * words], SIGN) > element.above then return NAN end
      return place._p[offset]
   end
   local value = place._p[offset]
   if element.long then return tonumber(value) end
   return value
end
B.load_element = load

-- Offset of the element x[{i, j, ...}], nil where the key is not a list of numbers within bounds.
local function offset_of(key, place)
   local i, j, dim = key[1], key[2], place._dim
   if type(i) ~= 'number' or i < 1 or i > place._n then return nil end
   local offset = floor(i - 1) * place._s
   if dim == 1 then return j == nil and offset or nil end
   if type(j) ~= 'number' then return nil end
   if dim == 2 then
      if j < 1 or j > place._n2 or key[3] ~= nil then return nil end
      return offset + floor(j - 1) * place._s2
   end
   local list = lists[place]
   local size, stride = list[1], list[2]
   for d = 2, dim do
      local k = key[d]
      if type(k) ~= 'number' or k < 1 or k > size[d] then return nil end
      offset = offset + floor(k - 1) * stride[d]
   end
   return key[dim + 1] == nil and offset or nil
end

local function get(object, key, class)
   local kind = type(key)
   if kind == 'number' then
      local place = ready(object)
      if place and key >= 1 and key <= place._n then
         if place._dim == 1 then return load(place, class.element, floor(key - 1) * place._s) end
         return B.row(object, key, place)
      end
   elseif kind == 'table' then
      local place = ready(object)
      if place then
         local offset = offset_of(key, place)
         if offset then return load(place, class.element, offset) end
         local part = place._dim <= 2 and B.part(object, key, place)
         if part then return part end
      end
   end
   return slow_get(object, key)
end
B.get_element = get

local function set(object, key, value, class)
   local place = ready(object)
   if place and type(value) == 'number' then
      local kind = type(key)
      if kind == 'number' then
         if place._dim == 1 and key >= 1 and key <= place._n then
            place._p[floor(key - 1) * place._s] = value
            return
         end
      elseif kind == 'table' then
         local offset = offset_of(key, place)
         if offset then
            place._p[offset] = value
            return
         end
      end
   end
   return slow_set(object, key, value)
end
B.set_element = set

-- What the loops of apply and map need of a tensor: load(i), pointer, sizes, strides, and the number of elements if
-- they lie one after the other. nil where they are not in host memory or have no C type.
function B.elements(object)
   if not view_class(object) and (type(object) ~= 'userdata' or not (records[object] or adopt(object)).element) then
      return nil
   end
   local place = current(object)
   if not place then return nil end
   local dim, size, stride = place._dim
   if dim == 1 then size, stride = {place._n}, {place._s}
   elseif dim == 2 then size, stride = {place._n, place._n2}, {place._s, place._s2}
   else size, stride = unpack(lists[place]) end
   local count, contiguous = 1, true
   for d = dim, 1, -1 do
      if size[d] ~= 1 and stride[d] ~= count then contiguous = false end
      count = count * size[d]
   end
   return {
      place = place, element = kinds[place._kind].element, pointer = place._p,
      size = size, stride = stride, dim = dim, count = contiguous and count or nil,
   }
end

function B.complete_elements(class)
   class.read, class.write = read, write
   if class.kind == 'userdata' then
      class.get, class.set = get_nothing, set_nothing
      return
   end
   local name = class.typename:match('^torch%.(%a-)Tensor$') or class.typename:match('^torch%.(%a-)Storage$')
   class.element = TYPES[name == 'Cuda' and 'Float' or name:gsub('^Cuda', '')]
   class.get = class.element and get or slow_get
   class.set = class.element and set or slow_set
   if not class.element then return end
   if class.kind == 'tensor' then B.add_view_type(class) else B.new_place_type(class) end
end
