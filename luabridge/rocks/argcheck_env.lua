-- require 'argcheck.env': how argcheck tells types; scripts may replace these functions
local env = {}

-- A class's name may be a pattern ("torch.*Tensor"); objects count as of their ancestors' classes, too.
function env.istype(value, name)
   local typename = torch.typename(value)
   if not typename then return type(value) == name end
   local function fits(candidate)
      local match = candidate:match(name)
      return match ~= nil and (match ~= name or match == candidate)
   end
   if fits(typename) then return true end
   local mt = torch.getmetatable(typename)
   while mt do
      if mt.__typename and fits(mt.__typename) then return true end
      mt = getmetatable(mt)
   end
   return false
end

function env.type(value) return torch.type(value) end

return env
