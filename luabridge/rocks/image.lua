-- require 'image'
local B = ...
require 'xlua'
B.py.activate('image')
image = B.new_namespace('image')
return image
