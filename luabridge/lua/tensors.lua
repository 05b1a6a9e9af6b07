-- Methods of tensors that are faster or only possible in Lua: operators, apply and map, tables to tensors and back.
local B = ...
local raw, py, wrap, into, out = B.raw, B.py, B.wrap, B.into, B.out
local type, error, rawset, floor = raw.type, raw.error, raw.rawset, math.floor
local elements, load = B.elements, B.load_element

local OPERATORS = {__add__ = 'add', __sub__ = 'sub', __mul__ = 'mul', __div__ = 'truediv', __mod__ = 'mod'}

local operators = {}
B.tensor_operators = operators
for name, python_name in raw.pairs(OPERATORS) do
   local operate = wrap(py['operator_' .. python_name], 2)
   operators[name] = function(a, b)
      if a == nil or b == nil then
         local got = (name == '__div__' or name == '__mod__') and '' or ', got nil'
         raw.error(string.format("bad argument #%d to '?' (number expected%s)", a == nil and 1 or 2, got), 0)
      end
      return operate(a, b)
   end
end

function B.extend_class(class)
   if class.kind ~= 'tensor' then return end
   local methods = class.methods
   for name, f in raw.pairs(operators) do rawset(methods, name, f) end
   rawset(methods, '__len__', methods.size)
   if class.element then
      for name, make in raw.pairs(B.tensor_methods) do
         local original = methods[name]
         if original then
            local faster = make(original, class)
            B.python_functions[faster] = B.python_functions[original]  -- to Python it is the original
            rawset(methods, name, faster)
         end
      end
      class.new = B.new_tensor_constructor(class.new, class)
      if B.new_by_sizes then class.new = B.new_by_sizes(class.new, class) end
   end
end

-- Walking over elements --------------------------------------------------------------------------------------

-- Calls visit(offset) for each row, the elements along the last dimension, in order.
local function visit_rows(size, stride, dim, visit)
   local counter, offset = {}, 0
   for d = 1, dim do counter[d] = 0 end
   while true do
      visit(offset)
      local d = dim - 1
      while d >= 1 do
         counter[d] = counter[d] + 1
         offset = offset + stride[d]
         if counter[d] < size[d] then break end
         offset = offset - counter[d] * stride[d]
         counter[d] = 0
         d = d - 1
      end
      if d < 1 then return end
   end
end

local methods = {}
B.tensor_methods = methods

-- A tensor as the loops take it: its pointer, and that to the words of its numbers.
local function pointers(t) return t.pointer, t.element.words and t.place._w end

function methods.apply(original)
   return function(self, f)
      local t = type(f) == 'function' and elements(self)
      if not t then return original(self, f) end
      local p, w = pointers(t)
      if t.count then
         B.element_loop(t.element, 1, f)(f, t.count, p, w)
      else
         local loop, n, step = B.element_loop(t.element, 0, f), t.size[t.dim], t.stride[t.dim]
         visit_rows(t.size, t.stride, t.dim, function(offset)
            loop(f, n, step, p + offset, w and w + offset * t.element.words)
         end)
      end
      return self
   end
end

-- Geometry of a tensor of the type of `like` that is contiguous and has as many elements; nil for others.
local function similar(object, like)
   local t = elements(object)
   return t and t.count and t.count == like.count and t.element == like.element and t or nil
end

function methods.map(original)
   return function(self, other, f)
      local a = type(f) == 'function' and elements(self)
      local b = a and similar(other, a)
      if not b then return original(self, other, f) end
      local p, w = pointers(a)
      B.element_loop(a.element, 2, f)(f, a.count, p, w, pointers(b))
      return self
   end
end

function methods.map2(original)
   return function(self, first, second, f)
      local a = type(f) == 'function' and elements(self)
      local b, c = a and similar(first, a), a and similar(second, a)
      if not b or not c then return original(self, first, second, f) end
      local p, w = pointers(a)
      local p2, w2 = pointers(b)
      B.element_loop(a.element, 3, f)(f, a.count, p, w, p2, w2, pointers(c))
      return self
   end
end

-- Tensors to tables and back -----------------------------------------------------------------------------------

local function to_list(t, d, offset)
   local list, n, step, place, element = {}, t.size[d], t.stride[d], t.place, t.element
   if d == t.dim then
      for i = 1, n do list[i] = load(place, element, offset + (i - 1) * step) end
   else
      for i = 1, n do list[i] = to_list(t, d + 1, offset + (i - 1) * step) end
   end
   return list
end

function methods.totable(original)
   return function(self)
      local t = elements(self)
      if not t then return original(self) end
      return to_list(t, 1, 0)
   end
end

-- Sizes of a nested list of numbers, from its first elements; nil for anything else.
local function sizes_of(list)
   local sizes, n = {}, 0
   while type(list) == 'table' do
      if B.typename_of(list) or #list == 0 then return nil end
      n = n + 1
      sizes[n] = #list
      list = list[1]
   end
   return type(list) == 'number' and sizes or nil
end

-- Writes a nested list of these sizes to memory; false where it is ragged or holds something else.
local function store(pointer, list, sizes, d, offset)
   if type(list) ~= 'table' then return false end
   local n = sizes[d]
   if #list ~= n then return false end
   if d == #sizes then
      for i = 1, n do
         local value = list[i]
         if type(value) ~= 'number' then return false end
         pointer[offset + i - 1] = value
      end
      return offset + n
   end
   for i = 1, n do
      offset = store(pointer, list[i], sizes, d + 1, offset)
      if not offset then return false end
   end
   return offset
end

-- The constructor of a tensor type: a table of numbers is written straight into the new tensor's memory.
function B.new_tensor_constructor(original, class)
   local allocate = py.allocate
   return function(first, ...)
      if type(first) == 'table' and raw.select('#', ...) == 0 then
         local sizes = sizes_of(first)
         if sizes then
            local tensor = allocate(class.cls, raw.unpack(sizes))
            local t = elements(tensor)
            if t and store(t.pointer, first, sizes, 1, 0) then return tensor end
         end
      end
      return original(first, ...)
   end
end
