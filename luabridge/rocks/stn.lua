-- require 'stn': spatial transformers, which appear in nn
local B = ...
require 'nn'
B.py.activate('stn')
stn = {}
return nn
