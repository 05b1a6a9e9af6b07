-- require 'inn': layers of imagine-nn
local B = ...
require 'nn'
B.py.activate('inn')
inn = B.new_namespace('inn')
return inn
