-- require 'nnx': its classes appear in nn.
local B = ...
require 'xlua'
require 'nn'
B.py.activate('nnx')
nnx = B.new_namespace('nnx')
return nnx
