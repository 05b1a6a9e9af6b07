-- require 'trepl.colorize': red(text), blue(text) ... as the terminal shows them
local colors = require 'trepl.colors'
local colorize = {}
for name in pairs(colors) do
   colorize[name] = function(text) return colors[name] .. text .. colors.none end
end
return colorize
