-- require 'optim', which brings xlua as Torch's does
local B = ...
require 'xlua'
B.py.activate('optim')
optim = B.new_namespace('optim')
return optim
