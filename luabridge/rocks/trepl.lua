-- require 'trepl': its globals are there from the start; gives the prompt
local B = ...

function repl() B.py.enter_repl() end

return repl
