-- require 'pl.import_into': a table (a new one if none is given) that loads Penlight's modules when they are asked for
local names = {}
for name in ('utils path dir tablex stringx pretty text operator lapp types file class seq compat List Map Set OrderedMap')
   :gmatch('%a+') do
   names[name] = true
end

return function(environment)
   if environment == true then environment = {} end
   local place = environment or {}
   rawset(place, 'utils', require 'pl.utils')
   local mt = getmetatable(place)
   local previous = mt and mt.__index
   setmetatable(place, {__newindex = mt and mt.__newindex, __index = function(_, key)
      if names[key] then
         rawset(place, key, require('pl.' .. key))
         return rawget(place, key)
      end
      if type(previous) == 'function' then return previous(place, key) end
      return previous and previous[key]
   end})
   return place, place
end
