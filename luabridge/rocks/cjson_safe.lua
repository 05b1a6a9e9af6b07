-- require 'cjson.safe': encode and decode give nil and a message where cjson raises an error
local function protected(f)
   return function(...)
      local ok, result = pcall(f, ...)
      if ok then return result end
      return nil, result
   end
end

local function safe(cjson)
   local new = cjson.new
   cjson.encode, cjson.decode = protected(cjson.encode), protected(cjson.decode)
   function cjson.new() return safe(new()) end
   return cjson
end

return safe(require('cjson').new())
