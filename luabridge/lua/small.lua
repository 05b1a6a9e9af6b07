-- The most frequent methods on small tensors, done in Lua: a call of Python takes longer than adding ten numbers.
-- Results are those of Python to the bit; whatever is not simple goes to Python.
local B = ...
local ffi = B.ffi
if not ffi then return end
local raw, load, ready = B.raw, B.load_element, B.ready_place
local type = raw.type
local methods = B.tensor_methods

local lists, kinds = B.place_lists, B.place_kinds
local LIMIT = 256  -- elements; numpy's loops win from there on

-- Sizes ---------------------------------------------------------------------------------------------------------

local function extent(first, second, list)
   return function(original)
      return function(self, d, ...)
         if d ~= nil then
            local place = ready(self)
            if place then
               if d == 1 then return place[first] end
               local dim = place._dim
               if d == 2 and dim == 2 then return place[second] end
               local all = dim > 2 and lists[place][list]
               if all and all[d] then return all[d] end
            end
         end
         return original(self, d, ...)
      end
   end
end

methods.size = extent('_n', '_n2', 1)
methods.stride = extent('_s', '_s2', 2)

function methods.dim(original)
   return function(self)
      local place = ready(self)
      return place and place._dim or original(self)
   end
end
methods.nDimension = methods.dim

function methods.nElement(original)
   return function(self)
      local place = ready(self)
      if place then
         local dim = place._dim
         if dim == 1 then return place._n end
         if dim == 2 then return place._n * place._n2 end
      end
      return original(self)
   end
end

-- Which tensors -------------------------------------------------------------------------------------------------

-- The number of elements where they are few and lie one after the other.
local function run_of(place)
   local dim, n = place._dim, place._n
   if dim == 1 then return place._s == 1 and n <= LIMIT and n or nil end
   local n2 = place._n2
   if dim == 2 and place._s2 == 1 and (place._s == n2 or n == 1) and n * n2 <= LIMIT then return n * n2 end
end

-- Place, element type and length of a small tensor; nil for others.
local function small(object)
   local place = ready(object)
   local n = place and run_of(place)
   if n then return place, kinds[place._kind].element, n end
end

-- The place of a second small tensor of the same type and length that does not overlap the first in part.
local function partner(object, place, n)
   local other = ready(object)
   if not other or other._kind ~= place._kind or run_of(other) ~= n then return nil end
   local distance = other._p - place._p
   if distance ~= 0 and distance > -n and distance < n then return nil end
   return other
end

B.small_limit, B.small_place, B.partner_place = LIMIT, small, partner

local single = ffi.new('float[1]')

-- A number as the element type holds it; numpy converts scalars before it computes.
local function real(value, element)
   if element.words == 2 then return value end
   single[0] = value
   return single[0]
end

B.real_number = real

-- Arithmetic ----------------------------------------------------------------------------------------------------
-- One loop a method, each with its operation in place: this is what the compiler makes fast.

function methods.add(original)
   return function(self, a, b, c, ...)
      if c ~= nil then return original(self, a, b, c, ...) end
      local place, element, n = small(self)
      if place and element.real then
         local p = place._p
         if b == nil and type(a) == 'number' then
            local value = real(a, element)
            for i = 0, n - 1 do p[i] = load(place, element, i) + value end
            return self
         end
         local scale, x = 1, a
         if b ~= nil then scale, x = a, b end
         if scale == 1 or (element.words == 2 and type(scale) == 'number') then
            local other = partner(x, place, n)
            if other then
               for i = 0, n - 1 do p[i] = load(place, element, i) + scale * load(other, element, i) end
               return self
            end
         end
      end
      return original(self, a, b)
   end
end

-- y:mul(number), y:div(number): `compute` is written out in each.
function methods.mul(original)
   return function(self, a, b, ...)
      if b == nil and type(a) == 'number' then
         local place, element, n = small(self)
         if place and element.real then
            local p, value = place._p, real(a, element)
            for i = 0, n - 1 do p[i] = load(place, element, i) * value end
            return self
         end
      end
      return original(self, a, b, ...)
   end
end

function methods.div(original)
   return function(self, a, b, ...)
      if b == nil and type(a) == 'number' then
         local place, element, n = small(self)
         if place and element.real then
            local p, value = place._p, real(a, element)
            for i = 0, n - 1 do p[i] = load(place, element, i) / value end
            return self
         end
      end
      return original(self, a, b, ...)
   end
end

-- Places, element type and length for y:f(x); nil where Python must do it.
local function pair(self, x)
   local place, element, n = small(self)
   local other = place and element.real and partner(x, place, n)
   if other then return place, other, element, n end
end

function methods.cmul(original)
   return function(self, a, b, ...)
      if b == nil then
         local place, other, element, n = pair(self, a)
         if place then
            local p = place._p
            for i = 0, n - 1 do p[i] = load(place, element, i) * load(other, element, i) end
            return self
         end
      end
      return original(self, a, b, ...)
   end
end

function methods.cdiv(original)
   return function(self, a, b, ...)
      if b == nil then
         local place, other, element, n = pair(self, a)
         if place then
            local p = place._p
            for i = 0, n - 1 do p[i] = load(place, element, i) / load(other, element, i) end
            return self
         end
      end
      return original(self, a, b, ...)
   end
end

-- The sum, one after the other as the runtime adds them.
function methods.sum(original)
   return function(self, d, ...)
      if d == nil then
         local place, element, n = small(self)
         if place and element.real then
            local sum = 0
            for i = 0, n - 1 do sum = sum + load(place, element, i) end
            return sum
         end
      end
      return original(self, d, ...)
   end
end

-- Filling and copying -------------------------------------------------------------------------------------------

function methods.fill(original)
   return function(self, a, ...)
      if type(a) == 'number' then
         local place, element, n = small(self)
         if place and element.real then
            local p = place._p
            for i = 0, n - 1 do p[i] = a end
            return self
         end
      end
      return original(self, a, ...)
   end
end

function methods.zero(original)
   return function(self)
      local place, element, n = small(self)
      if not place then return original(self) end
      ffi.fill(place._p, n * element.bytes)
      return self
   end
end

function methods.copy(original)
   return function(self, a, ...)
      local place, element, n = small(self)
      local other = place and partner(a, place, n)
      if other then
         if other._p ~= place._p then ffi.copy(place._p, other._p, n * element.bytes) end
         return self
      end
      return original(self, a, ...)
   end
end
