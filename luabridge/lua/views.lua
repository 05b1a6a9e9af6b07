-- Views: parts of tensors (x[i], x:narrow ..., x[{{2, 5}, {}}]) that exist in Lua only. A view is a C object that says
-- where its elements lie, as places do; it counts as userdata, has the methods of its tensor type, and becomes a Python
-- tensor when it first goes to Python. Making one is some hundred times cheaper.
local B = ...
local ffi = B.ffi
if not ffi then return end
local raw, py, records, into = B.raw, B.py, B.records, B.into
local epoch, current, ready, view_class = B.epoch, B.current_place, B.ready_place, B.view_class
local point, shape, place_of = B.point_place, B.shape_place, B.place_of
local lists, storages, kinds = B.place_lists, B.place_storages, B.place_kinds
local type, error, unpack = raw.type, raw.error, raw.unpack
local floor = math.floor

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
   local storage, class = storages[place], kinds[place._kind]
   if not storage then
      if place._own == 1 then B.materialize(object) end
      storage, place._offset = py.storage_of(reals[object] or object)
      storages[place] = storage
   end
   local view = class.view(0)
   point(view, class, place._p + shift)
   shape(view, n, s, dim, n2, s2)
   view._kind, view._offset = place._kind, place._offset + shift
   storages[view] = storage
   return view
end

-- A view as new_view makes it, without dimension d of a tensor of three dimensions or more.
local function reduced(object, place, shift, d)
   local list, size, stride, n = lists[place], {}, {}, 0
   for k = 1, place._dim do
      if k ~= d then
         n = n + 1
         size[n], stride[n] = list[1][k], list[2][k]
      end
   end
   local view = new_view(object, place, shift, size[1], stride[1], n, size[2], stride[2])
   if n > 2 then lists[view] = {size, stride} end
   return view
end

-- x:select(d, i) for i within bounds and at least two dimensions.
local function selected(object, place, d, i)
   if place._dim == 2 then
      if d == 1 then return new_view(object, place, (i - 1) * place._s, place._n2, place._s2, 1) end
      return new_view(object, place, (i - 1) * place._s2, place._n, place._s, 1)
   end
   return reduced(object, place, (i - 1) * lists[place][2][d], d)
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
   if key[1] == nil or key[place._dim + 1] ~= nil then return nil end
   local first, n, range = bounds(key[1], place._n)
   if not first then return nil end
   local s = place._s
   if place._dim == 1 then return range and new_view(object, place, (first - 1) * s, n, s, 1) or nil end
   local first2, n2, range2 = bounds(key[2], place._n2)
   if not first2 then return nil end
   local s2 = place._s2
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
      if place and place._dim > 1 and whole(d, place._dim) then
         local dim = place._dim
         local n = d == 1 and place._n or dim == 2 and place._n2 or lists[place][1][d]
         if whole(i, n) then return selected(self, place, d, i) end
      end
      return original(self, d, i, ...)
   end
end

function methods.narrow(original)
   return function(self, d, first, count, ...)
      local place = ready(self)
      local dim = place and place._dim
      if place and dim <= 2 and whole(d, dim) then
         local n = d == 1 and place._n or place._n2
         if whole(first, n) and whole(count, n - first + 1) then
            if d == 1 then
               local s = place._s
               return new_view(self, place, (first - 1) * s, count, s, dim, place._n2, place._s2)
            end
            local s2 = place._s2
            return new_view(self, place, (first - 1) * s2, place._n, place._s, 2, count, s2)
         end
      end
      return original(self, d, first, count, ...)
   end
end

function methods.t(original)
   return function(self, ...)
      local place = ready(self)
      if place and place._dim == 2 then
         return new_view(self, place, 0, place._n2, place._s2, 2, place._n, place._s)
      end
      return original(self, ...)
   end
end

-- Views and Python ----------------------------------------------------------------------------------------------

-- Number of elements from the first to the last.
local function span(place)
   local dim = place._dim
   if dim == 1 then return 1 + (place._n - 1) * place._s end
   if dim == 2 then return 1 + (place._n - 1) * place._s + (place._n2 - 1) * place._s2 end
   local list, length = lists[place], 1
   for d = 1, dim do length = length + (list[1][d] - 1) * list[2][d] end
   return length
end

-- Makes a view good again after a change; nil where its elements are no longer there, or not in host memory.
function B.refresh_view(view)
   local class, real = view_class(view), reals[view]
   if real then return place_of(real, class, view) end  -- its geometry may have changed
   if view._own == 1 then
      view._epoch = epoch[0]
      return view
   end
   local storage = current(storages[view])
   if not storage or view._offset + span(view) > storage._n then return nil end
   point(view, class, storage._p + view._offset)
   return view
end

-- Moves the elements of a tensor in Lua's memory into a Python tensor.
local function adopt_buffer(tensor, class)
   local n, n2 = tensor._n, tensor._dim == 2 and tensor._n2 or nil
   local real, address = py.allocate_at(class.cls, n, n2)
   ffi.copy(ffi.cast(class.element.pointer, address), tensor._p, (n2 and n * n2 or n) * class.element.bytes)
   join(tensor, real, class)
   point(tensor, class, address)
   tensor._own = 0
   return real
end

-- The Python tensor that a view is; nil for any other C object.
function B.materialize(view)
   local real = reals[view]
   if real then return real end
   local class = view_class(view)
   if not class then return nil end
   if view._own == 1 then return adopt_buffer(view, class) end
   local dim, storage, offset = view._dim, storages[view], view._offset
   if dim == 1 then
      real = py.make_view(class.cls, storage, offset, view._n, view._s)
   elseif dim == 2 then
      real = py.make_view(class.cls, storage, offset, view._n, view._s, view._n2, view._s2)
   else
      local list, flat = lists[view], {}
      for d = 1, dim do flat[2 * d - 1], flat[2 * d] = list[1][d], list[2][d] end
      real = py.make_view(class.cls, storage, offset, unpack(flat))
   end
   join(view, real, class)
   return real
end
local materialize = B.materialize

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
   class.view = B.new_place_type(class, meta)
   B.ctypes[raw.tonumber(class.view)] = class.typename
end
