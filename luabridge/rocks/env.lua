-- require 'env': the old interpreter's surroundings, most of which the bridge brings anyway
print 'Torch 7.0  Copyright (C) 2001-2011 Idiap, NEC Labs, NYU'

function exit() os.exit() end

-- table() gives a table with table's functions as methods.
setmetatable(table, {__call = function()
   local new = {}
   for name, f in pairs(table) do new[name] = f end
   return new
end})
