-- Methods that luaT's classes of C have beside the ones that compute: write and read, the raw contents of an object in
-- a file; __index__ and __newindex__, how tensors and storages answer t[k].
local B = ...
local raw, records, adopt = B.raw, B.records, B.adopt
local rawset, type = raw.rawset, raw.type

local tensor, storage, generator, file = {}, {}, {}, {}

-- Tensors: dimensions, sizes, strides, offset, storage. -------------------------------------------------------

local function longs(list)
   return torch.LongStorage(list)
end

function tensor.write(self, target)
   local dim = self:dim()
   target:writeInt(dim)
   target:writeLong(longs(self:size():totable()))
   target:writeLong(longs(self:stride():totable()))
   target:writeLong(self:storageOffset())
   target:writeObject(dim > 0 and self:storage() or nil)
end

function tensor.read(self, source)
   local dim = source:readInt()
   local size, stride = source:readLong(dim), source:readLong(dim)
   local offset, elements = source:readLong(), source:readObject()
   if elements then self:set(elements, offset, size, stride) else self:set() end
end

-- readDouble, writeDouble ... of a class: nil for types that files have no numbers of.
local function verb(what, class)
   return what .. class.typename:match('^torch%.(%a-)Storage$')
end

function storage.write(self, target)
   target:writeLong(self:size())
   local write = target[verb('write', records[self] or adopt(self))]
   if not write then error(self:type() .. ':write: files have no such numbers; use torch.save or file:writeObject', 2) end
   if self:size() > 0 then write(target, self) end
end

function storage.read(self, source)
   self:resize(source:readLong())
   local read = source[verb('read', records[self] or adopt(self))]
   if not read then error(self:type() .. ':read: files have no such numbers; use torch.load or file:readObject', 2) end
   if self:size() > 0 then read(source, self) end
end

-- The whole state, in Torch's own layout.
function generator.write(self, target) target:writeByte(torch.getRNGState(self):storage()) end

function generator.read(self, source)
   local state = torch.getRNGState(self)
   source:readByte(state:storage())
   torch.setRNGState(self, state)
end

-- What a file would write an object as: the number that comes first; nil for what cannot be written.
function file.isWritableObject(_, object)
   local name = torch.typename(object)
   if object == nil then return 0 end
   if name and torch.factory(name) then return 4 end
   local kind = raw.type(object)
   if kind == 'function' then return raw.pcall(string.dump, object) and 8 or nil end
   return ({table = 3, number = 1, string = 2, boolean = 5})[kind]
end

-- t[k] ----------------------------------------------------------------------------------------------------------

local keys = {number = true, table = true, userdata = true}

local function index(self, key)
   if not keys[type(key)] then return false end
   return self[key], true
end

local function newindex(self, key, value)
   if not keys[type(key)] then return false end
   self[key] = value
   return true
end

local previous = B.extend_class
local kinds = {tensor = tensor, storage = storage}
local names = {['torch.Generator'] = generator, ['torch.File'] = file}

function B.extend_class(class)
   previous(class)
   local methods = class.methods
   for name, f in raw.pairs(kinds[class.kind] or names[class.typename] or {}) do rawset(methods, name, f) end
   if kinds[class.kind] then
      rawset(methods, '__index__', index)
      rawset(methods, '__newindex__', newindex)
   end
   if raw.rawget(methods, 'new') == nil and class.new then rawset(methods, 'new', class.new) end
end
