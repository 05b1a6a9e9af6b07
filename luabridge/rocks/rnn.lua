-- require 'rnn': its classes appear in nn, and nn's own classes get its methods.
local B = ...
local raw = B.raw

-- LUABRIDGE_RNN=v2: torch/rnn, not Element-Research's.
if B.py.rnn_fork() == 'v2' then return require 'rnn.v2' end

require 'dpnn'
require 'torchx'
B.py.activate('rnn')
B.add_members(B.new_namespace('rnn.activation').changes())

-- nn.Dropout has another constructor now: (p, v1, inplace, lazy, mono).
local dropout = B.class_of('nn.Dropout')
dropout.new = B.wrap(B.as_function(dropout.cls), 5)
B.add_members('nn.Dropout', '__init')

rnn = {version = 2.1}
local recursive = B.new_namespace('rnn.recursive')
for _, name in raw.ipairs {
   'recursiveResizeAs', 'recursiveSet', 'recursiveCopy', 'recursiveAdd', 'recursiveTensorEq', 'recursiveNormal',
   'recursiveFill', 'recursiveType', 'recursiveSum', 'recursiveNew',
} do
   rnn[name] = recursive[name]
end
nn.rnn = rnn

-- MuFuRu's operations, which all of them share.
_operations = B.new_namespace('rnn.recurrent.mu_fu_ru').operations()
