-- require 'sys.colors': the terminal's codes of colours; with a capital letter bold, with _ as background
local colors = {none = '\27[0m'}
for i, name in ipairs {'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'} do
   colors[name] = '\27[0;3' .. i - 1 .. 'm'
   colors[name:sub(1, 1):upper() .. name:sub(2)] = '\27[1;3' .. i - 1 .. 'm'
   colors['_' .. name] = '\27[4' .. i - 1 .. 'm'
end
return colors
