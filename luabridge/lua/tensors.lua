-- Methods of tensors that are faster or only possible in Lua: operators, apply and map, tables to tensors and back.
local B = ...
local raw, py, wrap, into, out = B.raw, B.py, B.wrap, B.into, B.out
local type, error, rawset, floor = raw.type, raw.error, raw.rawset, math.floor
local elements, load = B.elements, B.load_element

local OPERATORS = {__add__ = 'add', __sub__ = 'sub', __mul__ = 'mul', __div__ = 'truediv', __mod__ = 'mod'}

local operators = {}
for name, python_name in raw.pairs(OPERATORS) do operators[name] = wrap(py['operator_' .. python_name], 2) end

function B.extend_class(class)
   if class.kind ~= 'tensor' then return end
   local methods = class.methods
   for name, f in raw.pairs(operators) do rawset(methods, name, f) end
   rawset(methods, '__len__', methods.size)
   if class.element then
      for name, make in raw.pairs(B.tensor_methods) do rawset(methods, name, make(methods[name], class)) end
      class.new = B.new_tensor_constructor(class.new, class)
   end
end

-- Walking over elements --------------------------------------------------------------------------------------

-- Calls visit(offset) for each element in order, where the elements are not contiguous.
local function visit_strided(size, stride, dim, visit)
   local counter, offset = {}, 0
   for d = 1, dim do counter[d] = 0 end
   local inner_size, inner_stride = size[dim], stride[dim]
   while true do
      for i = 0, inner_size - 1 do visit(offset + i * inner_stride) end
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

-- Sizes and strides of a record as lists, and the number of elements if they lie one after the other.
local function geometry(record)
   local size, stride = record.size, record.stride
   if record.dim == 1 then size, stride = {record.n}, {record.s} end
   if record.dim == 2 then size, stride = {record.n, record.n2}, {record.s, record.s2} end
   local count, contiguous = 1, true
   for d = record.dim, 1, -1 do
      if size[d] ~= 1 and stride[d] ~= count then contiguous = false end
      count = count * size[d]
   end
   return size, stride, contiguous and count
end

-- The function's result as an element; nil keeps the old one.
local function checked(value, name)
   if type(value) ~= 'number' and value ~= nil then
      error('bad argument #2 to \'' .. name .. '\' (number expected, got ' .. raw.type(value) .. ')', 0)
   end
   return value
end

local methods = {}
B.tensor_methods = methods

-- The functions below are written once per number of tensors: the compiler then turns each into one tight loop.

function methods.apply(original)
   return function(self, f)
      local record = type(self) == 'userdata' and type(f) == 'function' and elements(self)
      if not record then return original(self, f) end
      local pointer, size, stride, count = record.pointer, geometry(record)
      if count then
         for i = 0, count - 1 do
            local value = f(load(record, i))
            if value then pointer[i] = checked(value, 'apply') end
         end
      else
         visit_strided(size, stride, record.dim, function(i)
            local value = f(load(record, i))
            if value then pointer[i] = checked(value, 'apply') end
         end)
      end
      return self
   end
end

function methods.map(original)
   return function(self, other, f)
      local a = type(self) == 'userdata' and type(other) == 'userdata' and type(f) == 'function' and elements(self)
      local b = a and elements(other)
      if not b or b.info ~= a.info then return original(self, other, f) end
      local _, _, count = geometry(a)
      local _, _, same = geometry(b)
      if not count or count ~= same then return original(self, other, f) end
      local pointer = a.pointer
      for i = 0, count - 1 do
         local value = f(load(a, i), load(b, i))
         if value then pointer[i] = checked(value, 'map') end
      end
      return self
   end
end

function methods.map2(original)
   return function(self, first, second, f)
      local a = type(self) == 'userdata' and type(first) == 'userdata' and type(second) == 'userdata'
         and type(f) == 'function' and elements(self)
      local b, c = a and elements(first), a and elements(second)
      if not b or not c or b.info ~= a.info or c.info ~= a.info then return original(self, first, second, f) end
      local _, _, count = geometry(a)
      local _, _, count_b = geometry(b)
      local _, _, count_c = geometry(c)
      if not count or count ~= count_b or count ~= count_c then return original(self, first, second, f) end
      local pointer = a.pointer
      for i = 0, count - 1 do
         local value = f(load(a, i), load(b, i), load(c, i))
         if value then pointer[i] = checked(value, 'map2') end
      end
      return self
   end
end

-- Tensors to tables and back -----------------------------------------------------------------------------------

local function to_list(record, size, stride, d, offset)
   local list, n, step = {}, size[d], stride[d]
   if d == record.dim then
      for i = 1, n do list[i] = load(record, offset + (i - 1) * step) end
   else
      for i = 1, n do list[i] = to_list(record, size, stride, d + 1, offset + (i - 1) * step) end
   end
   return list
end

function methods.totable(original)
   return function(self)
      local record = type(self) == 'userdata' and elements(self)
      if not record then return original(self) end
      local size, stride = geometry(record)
      return to_list(record, size, stride, 1, 0)
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
            local record = elements(tensor)
            if record and store(record.pointer, first, sizes, 1, 0) then return tensor end
         end
      end
      return original(first, ...)
   end
end
