-- require 'graphicsmagick'
local B = ...
B.py.activate('graphicsmagick')
return B.new_namespace('graphicsmagick')
