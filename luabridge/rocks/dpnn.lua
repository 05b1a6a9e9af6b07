-- require 'dpnn': its classes appear in nn, and nn's own classes get its methods.
local B = ...
local raw = B.raw

require 'nn'
B.py.activate('dpnn')
local activation = B.new_namespace('dpnn.activation')
B.add_members(activation.changes())

dpnn = {version = 2}
unpack = unpack or table.unpack

-- Loads a package, with a hint where it is missing.
function dpnn.require(name)
   assert(torch.type(name) == 'string')
   local done, message = pcall(require, name)
   if not done then
      print('missing package ' .. name .. ": run 'luarocks install nnx'")
      error(message)
   end
end

-- The suite of the original package, where it is on the search path: it puts itself in the place of these two.
for _, name in raw.ipairs {'test', 'bigtest'} do
   dpnn[name] = function(...)
      require 'dpnn.test'
      return dpnn[name](...)
   end
end

require 'dpnn.module'

return dpnn
