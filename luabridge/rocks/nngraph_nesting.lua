-- require 'nngraph.nesting'
local B = ...
require 'nngraph'
return B.new_namespace('nngraph.nesting')
