-- Where tensors and storages lie in memory, for scripts that use ffi: t:data(), t:cdata(); storage:retain().
local B = ...
local raw, py, ffi, into = B.raw, B.py, B.ffi, B.into
local rawset, tonumber, format = raw.rawset, raw.tonumber, string.format

-- Storages that a script retained: as often as it did, so that their memory outlives the objects.
local retained = {}

local function retain(storage) retained[storage] = (retained[storage] or 0) + 1 end

local function free(storage)
   local count = (retained[storage] or 0) - 1
   retained[storage] = count > 0 and count or nil
end

if not ffi then
   local previous = B.extend_class
   function B.extend_class(class)
      previous(class)
      if class.kind == 'storage' then rawset(class.methods, 'retain', retain); rawset(class.methods, 'free', free) end
   end
   return
end

local long = ffi.sizeof('long') == 8 and 'long' or 'int64_t'
local C_NAMES = {Byte = 'unsigned char', Char = 'char', Short = 'short', Int = 'int', Long = long, Float = 'float',
                 Double = 'double', Half = 'THHalf'}

ffi.cdef 'typedef struct { unsigned short x; } __THHalf; typedef __THHalf THHalf;'

local function data(pointer)
   return function(self)
      if not self then return nil end
      local address = py.address(into(self))
      return address and ffi.cast(pointer, address) or nil
   end
end

-- Torch's own structures do not exist here. What :cdata() gives can be kept, compared and cast to a number (equal for
-- the same object); looking into it is an error.
local function refuse(structure)
   return function(_, name)
      error(format('%s: tensors and storages are no C structures here, so cdata has no field %s; use :data() for the'
         .. ' elements, :size(), :stride(), :storageOffset() for the geometry', structure, tostring(name)), 2)
   end
end

local function opaque(structure)
   ffi.cdef(format('typedef struct %s { char luabridge_no_field; } %s;', structure, structure))
   ffi.metatype(structure, {__index = refuse(structure), __newindex = refuse(structure)})
   return ffi.typeof(structure .. '*')
end

local function cdata(pointer)
   return function(self)
      if not self then return nil end
      return ffi.cast(pointer, py.id(into(self)))
   end
end

local structures = {}
for name in raw.pairs(C_NAMES) do
   for _, kind in raw.ipairs {'Storage', 'Tensor'} do structures[name .. kind] = opaque('TH' .. name .. kind) end
end

local previous = B.extend_class

function B.extend_class(class)
   previous(class)
   local methods = class.methods
   if class.kind == 'storage' then rawset(methods, 'retain', retain); rawset(methods, 'free', free) end
   local name, kind = class.typename:gsub('^torch%.Cuda', 'torch.', 1):match('^torch%.(%a-)(Tensor)$')
   if not kind then name, kind = class.typename:gsub('^torch%.Cuda', 'torch.', 1):match('^torch%.(%a-)(Storage)$') end
   if not kind then return end
   if name == '' then name = 'Float' end  -- torch.CudaTensor
   local c_name = C_NAMES[name]
   if not c_name then return end
   rawset(methods, 'data', data(ffi.typeof(c_name .. '*')))
   rawset(methods, 'cdata', cdata(structures[name .. kind]))
end
