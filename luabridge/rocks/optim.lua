-- require 'optim'
local B = ...
B.py.activate('optim')
optim = B.new_namespace('optim')
return optim
