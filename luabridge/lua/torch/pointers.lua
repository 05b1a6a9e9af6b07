-- torch.data, torch.cdata, torch.Allocator.
local B = ...
local ffi = B.ffi

-- A class without a constructor, as in Torch: only C code has allocators to hand over.
B.new_metatable('torch.Allocator', nil, nil, nil, torch)

if not ffi then return end

local function as_asked(pointer, asnumber)
   return asnumber and ffi.cast('intptr_t', pointer) or pointer
end

function torch.data(self, asnumber)
   if not self then return nil end
   return as_asked(self:data(), asnumber)
end

function torch.cdata(self, asnumber)
   if not self then return nil end
   return as_asked(self:cdata(), asnumber)
end
