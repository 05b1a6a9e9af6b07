-- require 'nn'
local B = ...
B.py.activate('nn')
nn = B.new_namespace('nn')

-- It adds methods to classes that scripts may have used already.
local hessian = nn.hessian
local enable = hessian.enable
function hessian.enable() B.add_members(enable()) end

return nn
