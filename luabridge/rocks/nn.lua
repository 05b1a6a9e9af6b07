-- require 'nn'
local B = ...
B.py.activate('nn')
nn = B.new_namespace('nn')
return nn
