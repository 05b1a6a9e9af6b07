-- Small new tensors (torch.Tensor(10), x + y, x:clone()) in Lua's memory: C objects as views are, with a buffer of
-- their own in place of a storage. When one first goes to Python its elements move into a Python tensor.
local B = ...
local ffi = B.ffi
if not ffi then return end
local raw, load, ready, real = B.raw, B.load_element, B.ready_place, B.real_number
local point, shape, kinds = B.point_place, B.shape_place, B.place_kinds
local type, select, floor = raw.type, raw.select, math.floor
local rawset = raw.rawset
local methods = B.tensor_methods

local LIMIT = B.small_limit

-- A tensor of n, or n x n2, elements with the value 0; and its pointer.
local function new(class, dim, n, n2)
   local tensor = class.view(dim == 2 and n * n2 or n)
   point(tensor, class, tensor._data)
   shape(tensor, n, dim == 2 and n2 or 1, dim, n2, dim == 2 and 1 or nil)
   tensor._kind, tensor._own = class.number, 1
   return tensor, tensor._p
end

local function like(place)
   local dim = place._dim
   return new(kinds[place._kind], dim, place._n, dim == 2 and place._n2 or nil)
end

-- The constructor ---------------------------------------------------------------------------------------------------

local function is_size(n) return type(n) == 'number' and n >= 1 and n <= LIMIT and n == floor(n) end

function B.new_by_sizes(original, class)
   if not class.view or not B.py.on_host(class.cls) then return original end
   return function(n, n2, ...)
      if select('#', ...) > 0 then return original(n, n2, ...) end
      if n2 == nil then
         if is_size(n) then return (new(class, 1, n)) end
         return original(n)
      end
      if is_size(n) and is_size(n2) and n * n2 <= LIMIT then return (new(class, 2, n, n2)) end
      return original(n, n2)
   end
end

-- Results -------------------------------------------------------------------------------------------------------------
-- Tensors with at most LIMIT contiguous elements, as in small.lua; everything else is Python's.

local small, partner = B.small_place, B.partner_place

function methods.clone(original)
   return function(self, ...)
      local place, element, n = small(self)
      if not place then return original(self, ...) end
      local result, p = like(place)
      ffi.copy(p, place._p, n * element.bytes)
      return result
   end
end

-- Place, element type and length of `a`, and place of `b`, where both are small tensors of one shape of reals.
local function pair(a, b)
   local place, element, n = small(a)
   local other = place and element.real and partner(b, place, n)
   if other and other._dim == place._dim and other._n == place._n then return place, element, n, other end
end

local function reals(a)
   local place, element, n = small(a)
   if place and element.real then return place, element, n end
end

local operators = B.tensor_operators
local add, sub, mul, div = operators.__add__, operators.__sub__, operators.__mul__, operators.__div__

function operators.__add__(a, b)
   if type(a) == 'number' then a, b = b, a end
   if type(b) == 'number' then
      local place, element, n = reals(a)
      if place then
         local result, p = like(place)
         local value = real(b, element)
         for i = 0, n - 1 do p[i] = load(place, element, i) + value end
         return result
      end
   else
      local place, element, n, other = pair(a, b)
      if place then
         local result, p = like(place)
         for i = 0, n - 1 do p[i] = load(place, element, i) + load(other, element, i) end
         return result
      end
   end
   return add(a, b)
end

function operators.__sub__(a, b)
   if type(b) == 'number' then
      local place, element, n = reals(a)
      if place then
         local result, p = like(place)
         local value = real(b, element)
         for i = 0, n - 1 do p[i] = load(place, element, i) - value end
         return result
      end
   elseif type(a) == 'number' then
      local place, element, n = reals(b)
      if place then
         local result, p = like(place)
         local value = real(a, element)
         for i = 0, n - 1 do p[i] = value - load(place, element, i) end
         return result
      end
   else
      local place, element, n, other = pair(a, b)
      if place then
         local result, p = like(place)
         for i = 0, n - 1 do p[i] = load(place, element, i) - load(other, element, i) end
         return result
      end
   end
   return sub(a, b)
end

function operators.__mul__(a, b)
   local x, factor = a, b
   if type(a) == 'number' then x, factor = b, a end
   if type(factor) == 'number' then
      local place, element, n = reals(x)
      if place then
         local result, p = like(place)
         local value = real(factor, element)
         for i = 0, n - 1 do p[i] = load(place, element, i) * value end
         return result
      end
   end
   return mul(a, b)
end

function operators.__div__(a, b)
   if type(b) == 'number' then
      local place, element, n = reals(a)
      if place then
         local result, p = like(place)
         local value = real(b, element)
         for i = 0, n - 1 do p[i] = load(place, element, i) / value end
         return result
      end
   end
   return div(a, b)
end

-- Functions of the torch table that make a tensor: torch.add(x, y), torch.add(x, number), torch.mul(x, number).
B.torch_functions = {
   add = function(original)
      return function(a, b, ...)
         if select('#', ...) == 0 and type(a) ~= 'number' then
            local simple = reals(a)
            if type(b) ~= 'number' then simple = pair(a, b) end
            if simple then return operators.__add__(a, b) end
         end
         return original(a, b, ...)
      end
   end,
   mul = function(original)
      return function(a, b, ...)
         if select('#', ...) == 0 and type(b) == 'number' and reals(a) then return operators.__mul__(a, b) end
         return original(a, b, ...)
      end
   end,
}
