-- require 'trepl.colors': the terminal's codes; empty where the output is no terminal
local B = ...
local colors = B.colors
for i, name in ipairs {'bright', 'dim', 'underline', 'blink', '', 'reverse', 'hidden'} do
   if name ~= '' then colors[name] = B.use_colors and '\27[' .. i .. 'm' or '' end
end
return colors
