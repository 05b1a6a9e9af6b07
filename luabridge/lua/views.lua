-- Views: parts of tensors (x[i], x:narrow ..., x[{{2, 5}, {}}]) that exist in Lua only. A view is a C object without
-- contents whose place says where its elements lie; it counts as userdata, has the methods of its tensor type, and
-- becomes a Python tensor when it first goes to Python. Making one is some twenty times cheaper.
local B = ...
local ffi = B.ffi
if not ffi then return end
local raw, py, records, into = B.raw, B.py, B.records, B.into
local places, epoch, current, ready, new_place = B.places, B.epoch, B.current_place, B.ready_place, B.new_place
local type, error, unpack = raw.type, raw.error, raw.unpack
local floor = math.floor

local POINTER, SIZE, STRIDE, EPOCH, DIM, SIZE2, STRIDE2 = 1, 3, 4, 5, 6, 7, 8
local CLASS, STORAGE, OFFSET, BUFFER = 9, 10, 11, 12
local reals = raw.setmetatable({}, {__mode = 'k'})    -- view -> the Python tensor that it became
local views = raw.setmetatable({}, {__mode = 'kv'})   -- and back

-- To Lua, a tensor stays the object that it was: where Python gives back the tensor that a view became, Lua gets the
-- view (it may be a key of a table).
local function as_known(real) return views[real] or real end

local function join(view, real, class)
   class.joined = class.joined or raw.setmetatable({out = as_known}, {__index = class})
   reals[view], views[real], records[real] = real, view, class.joined
end

-- A view of the tensor at `place`: `shift` elements further on, with these sizes and strides.
local function new_view(object, place, shift, n, s, dim, n2, s2)
   local storage, offset = place[STORAGE], place[OFFSET]
   if not storage then
      if place[BUFFER] then
         B.materialize(object)
         place = places[object]
      end
      storage, offset = py.storage_of(reals[object] or object)
      place[STORAGE], place[OFFSET] = storage, offset
   end
   local class = place[CLASS]
   local view = class.view()
   places[view] = new_place(class, place[POINTER] + shift, n, s, dim, n2, s2, storage, offset + shift)
   return view
end

-- Sizes and strides without (or with a changed) dimension d, for three dimensions and more.
local function reduced(place, d)
   local size, stride, n = {}, {}, 0
   for k = 1, place[DIM] do
      if k ~= d then
         n = n + 1
         size[n], stride[n] = place[SIZE2][k], place[STRIDE2][k]
      end
   end
   if n == 2 then return size[1], stride[1], 2, size[2], stride[2] end
   return size[1], stride[1], n, size, stride
end

-- x:select(d, i) for i within bounds and at least two dimensions.
local function selected(object, place, d, i)
   if place[DIM] == 2 then
      if d == 1 then return new_view(object, place, (i - 1) * place[STRIDE], place[SIZE2], place[STRIDE2], 1) end
      return new_view(object, place, (i - 1) * place[STRIDE2], place[SIZE], place[STRIDE], 1)
   end
   return new_view(object, place, (i - 1) * place[STRIDE2][d], reduced(place, d))
end

-- x[i]; without a place Python makes the row.
function B.row(object, key, place) return selected(object, place, 1, floor(key)) end

-- First index and number of elements of an entry of x[{...}], and whether it is a range; nil where Python must look.
local function bounds(entry, n)
   if type(entry) == 'number' then
      entry = floor(entry)
      if entry < 1 or entry > n then return nil end
      return entry, 1, false
   end
   if entry == nil then return 1, n, true end
   if type(entry) ~= 'table' then return nil end
   local first, last = entry[1], entry[2]
   if first == nil then return 1, n, true end
   if last == nil then last = first end
   if type(first) ~= 'number' or type(last) ~= 'number' then return nil end
   first, last = floor(first), floor(last)
   if first < 1 or last < first or last > n then return nil end
   return first, last - first + 1, true
end

-- x[{...}] for one or two dimensions where at least one entry is a range; nil where Python must look.
function B.part(object, key, place)
   if key[1] == nil or key[place[DIM] + 1] ~= nil then return nil end
   local first, n, range = bounds(key[1], place[SIZE])
   if not first then return nil end
   local s = place[STRIDE]
   if place[DIM] == 1 then return range and new_view(object, place, (first - 1) * s, n, s, 1) or nil end
   local first2, n2, range2 = bounds(key[2], place[SIZE2])
   if not first2 then return nil end
   local s2 = place[STRIDE2]
   local shift = (first - 1) * s + (first2 - 1) * s2
   if range and range2 then return new_view(object, place, shift, n, s, 2, n2, s2) end
   if range then return new_view(object, place, shift, n, s, 1) end
   if range2 then return new_view(object, place, shift, n2, s2, 1) end
end

-- Methods that make views ---------------------------------------------------------------------------------------

local methods = B.tensor_methods

-- A whole number of 1..n, nil for anything else.
local function whole(value, n)
   if type(value) == 'number' and value >= 1 and value <= n and value == floor(value) then return value end
end

function methods.select(original)
   return function(self, d, i, ...)
      local place = ready(self)
      if place and place[DIM] > 1 and whole(d, place[DIM]) then
         local n = d == 1 and place[SIZE] or place[DIM] == 2 and place[SIZE2] or place[SIZE2][d]
         if whole(i, n) then return selected(self, place, d, i) end
      end
      return original(self, d, i, ...)
   end
end

function methods.narrow(original)
   return function(self, d, first, count, ...)
      local place = ready(self)
      local dim = place and place[DIM]
      if place and dim <= 2 and whole(d, dim) then
         local n = d == 1 and place[SIZE] or place[SIZE2]
         if whole(first, n) and whole(count, n - first + 1) then
            if d == 1 then
               local s = place[STRIDE]
               return new_view(self, place, (first - 1) * s, count, s, dim, place[SIZE2], place[STRIDE2])
            end
            local s2 = place[STRIDE2]
            return new_view(self, place, (first - 1) * s2, place[SIZE], place[STRIDE], 2, count, s2)
         end
      end
      return original(self, d, first, count, ...)
   end
end

function methods.t(original)
   return function(self, ...)
      local place = ready(self)
      if place and place[DIM] == 2 then
         return new_view(self, place, 0, place[SIZE2], place[STRIDE2], 2, place[SIZE], place[STRIDE])
      end
      return original(self, ...)
   end
end

-- Views and Python ----------------------------------------------------------------------------------------------

-- Number of elements from the first to the last.
local function span(place)
   local dim = place[DIM]
   local length = 1 + (place[SIZE] - 1) * place[STRIDE]
   if dim == 2 then return length + (place[SIZE2] - 1) * place[STRIDE2] end
   for d = 2, dim > 2 and dim or 0 do length = length + (place[SIZE2][d] - 1) * place[STRIDE2][d] end
   return length
end

-- The place of a view after a change; nil where its elements are no longer there, or not in host memory.
function B.refresh_view(view)
   local place, real = places[view], reals[view]
   if real then  -- its geometry may have changed
      local now = current(real)
      if not now then return nil end
      local copy = {unpack(now, 1, CLASS)}
      places[view] = copy
      return copy
   end
   if place[BUFFER] then
      place[EPOCH] = epoch[0]
      return place
   end
   local storage = current(place[STORAGE])
   if not storage or place[OFFSET] + span(place) > storage[SIZE] then return nil end
   local fresh = new_place(place[CLASS], storage[POINTER] + place[OFFSET], place[SIZE], place[STRIDE], place[DIM],
                           place[SIZE2], place[STRIDE2], place[STORAGE], place[OFFSET])
   places[view] = fresh
   return fresh
end

-- Moves the elements of a tensor in Lua's memory into a Python tensor.
local function adopt_buffer(tensor, place)
   local class, n, n2 = place[CLASS], place[SIZE], place[SIZE2]
   local real, address = py.allocate_at(class.cls, n, n2)
   ffi.copy(ffi.cast(class.element.pointer, address), place[POINTER], (n2 and n * n2 or n) * class.element.bytes)
   join(tensor, real, place[CLASS])
   places[tensor] = new_place(class, address, n, place[STRIDE], place[DIM], n2, place[STRIDE2])
   return real
end

-- The Python tensor that a view is; nil for any other C object.
function B.materialize(view)
   local real = reals[view]
   if real then return real end
   local place = places[view]
   if not place then return nil end
   if place[BUFFER] then return adopt_buffer(view, place) end
   local dim = place[DIM]
   local cls, storage, offset = place[CLASS].cls, place[STORAGE], place[OFFSET]
   if dim == 1 then
      real = py.make_view(cls, storage, offset, place[SIZE], place[STRIDE])
   elseif dim == 2 then
      real = py.make_view(cls, storage, offset, place[SIZE], place[STRIDE], place[SIZE2], place[STRIDE2])
   else
      local flat = {}
      for d = 1, dim do flat[2 * d - 1], flat[2 * d] = place[SIZE2][d], place[STRIDE2][d] end
      real = py.make_view(cls, storage, offset, unpack(flat))
   end
   join(view, real, place[CLASS])
   return real
end
local materialize = B.materialize

-- The class of a view, nil for anything else.
function B.view_class(value)
   local place = type(value) == 'cdata' and places[value]
   return place and place[CLASS]
end

local function plain(value) return type(value) == 'cdata' and materialize(value) or value end

-- Gives a tensor class its type of views.
function B.add_view_type(class)
   local get, set, M = B.get_element, B.set_element, B.POBJECT
   local methods, statics = class.methods, class.statics
   local meta = {
      __index = function(view, key)
         if type(key) ~= 'string' then return get(view, key, class) end
         local method = methods[key]
         if method ~= nil then return method end
         return statics[key]
      end,
      __newindex = function(view, key, value)
         if type(key) == 'string' then error('the class ' .. class.typename .. ' cannot be indexed', 2) end
         return set(view, key, value, class)
      end,
      __eq = function(a, b) return raw.rawequal(reals[a] or a, reals[b] or b) end,
      __len = function(view) return M.__len(materialize(view)) end,
      __unm = function(view) return M.__unm(materialize(view)) end,
      __tostring = function(view) return M.__tostring(materialize(view)) end,
      __call = function(view, ...) return M.__call(materialize(view), ...) end,
   }
   for _, name in raw.ipairs {'__add', '__sub', '__mul', '__div', '__mod', '__pow', '__concat', '__lt', '__le'} do
      meta[name] = function(a, b) return M[name](plain(a), plain(b)) end
   end
   class.view = ffi.metatype(ffi.typeof('struct { int32_t unused; }'), meta)
   B.ctypes[raw.tonumber(class.view)] = class.typename
end
