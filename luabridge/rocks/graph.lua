-- require 'graph'
local B = ...
B.py.activate('graph')
graph = B.new_namespace('graph')
return graph
