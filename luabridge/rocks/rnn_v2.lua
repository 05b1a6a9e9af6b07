-- require 'rnn' where that means torch/rnn: its classes appear in nn, and nn's own classes get its methods.
local B = ...
local raw = B.raw

require 'nn'
require 'torchx'
require 'paths'
B.py.activate('rnn')
B.add_members(B.new_namespace('rnn.v2.activation').changes())
require 'dpnn.module'
unpack = unpack or table.unpack

-- nn.Dropout has another constructor now: (p, v1, inplace, lazy, mono).
local dropout = B.class_of('nn.Dropout')
dropout.new = B.wrap(B.as_function(dropout.cls), 5)
B.add_members('nn.Dropout', '__init')

local buffers = B.new_namespace('rnn.v2.buffers')

rnn = {version = 2.7, cuda = buffers.has_gpu()}
nn.rnn = rnn

-- Loads a package, with a hint where it is missing.
function nn.require(name)
   assert(torch.type(name) == 'string')
   local done, message = pcall(require, name)
   if not done then
      print('missing package ' .. name .. ": run 'luarocks install '" .. name .. "'")
      error(message)
   end
end

-- Buffers that all objects of a class share.
torch.getBuffer = buffers.get_buffer

local function is_named(pattern)
   return function(value)
      local name = torch.typename(value)
      return name ~= nil and name:find(pattern) ~= nil
   end
end
torch.isByteTensor = is_named('torch.*ByteTensor')
torch.isCudaTensor = is_named('torch.Cuda*Tensor')

-- More functions in nn.utils.
for _, module in raw.ipairs {'rnn.v2.recursive', 'rnn.v2.masks'} do
   local members = B.new_namespace(module)
   for _, name in raw.ipairs {B.py.names(module)} do nn.utils[name] = members[name] end
end

function nn.utils.setZeroMask(modules, zeroMask, cuda)
   if cuda and not torch.isCudaTensor(zeroMask) then
      local buffer = torch.getBuffer('setZeroMask', 'cuZeroMask', 'torch.CudaByteTensor')
      zeroMask = buffer:resize(zeroMask:size()):copy(zeroMask)
   end
   for _, module in ipairs(torch.type(modules) == 'table' and modules or {modules}) do module:setZeroMask(zeroMask) end
end

-- What the original has in C: tensor.nn.VariableLength_FromSamples ...
local packing = B.new_namespace('rnn.v2.packing')
local functions = {
   VariableLength_FromSamples = packing.from_samples, VariableLength_ToSamples = packing.to_samples,
   VariableLength_ToFinal = packing.to_final, VariableLength_FromFinal = packing.from_final,
}
for _, name in raw.ipairs {'Float', 'Double', 'Cuda', 'CudaDouble'} do
   raw.rawset(B.class_of('torch.' .. name .. 'Tensor').statics, 'nn', functions)
end

require 'rnn.measure'

-- MuFuRu's operations, which all of them share.
_operations = B.new_namespace('rnn.recurrent.mu_fu_ru').operations()

return rnn
