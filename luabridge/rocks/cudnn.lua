-- require 'cudnn': its modules are nn's own, under their names
local B = ...
require 'cunn'
B.py.activate('cudnn')

cudnn = {benchmark = false, fastest = false, verbose = false, version = 5110}

setmetatable(cudnn, {__index = function(place, name)
   local class = type(name) == 'string' and B.class_of('cudnn.' .. name)
   if not class then return nil end
   rawset(place, name, class.constructor)
   return class.constructor
end})

-- Nothing to convert: both packages have the same modules here.
function cudnn.convert(net) return net end

return cudnn
