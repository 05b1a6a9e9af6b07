-- require 'pl.OrderedMap': a map that remembers in which order its keys came
local class = require 'pl.class'
local List = require 'pl.List'
local Map = require 'pl.Map'

local OrderedMap = class(Map, 'OrderedMap')

function OrderedMap:_init(values)
   rawset(self, '_keys', List())
   if values then self:update(values) end
end

function OrderedMap:set(key, value)
   local known = rawget(self, key) ~= nil
   if value == nil and known then
      self._keys:remove_value(key)
   elseif value ~= nil and not known then
      self._keys:append(key)
   end
   rawset(self, key, value)
   return self
end

OrderedMap.__newindex = function(self, key, value) self:set(key, value) end

-- A table's fields, or a list of tables with one field each, in this order.
function OrderedMap:update(values)
   if OrderedMap:class_of(values) then
      for key, value in values:iter() do self:set(key, value) end
   elseif #values > 0 and type(values[1]) == 'table' then
      for _, pair in ipairs(values) do self:set(next(pair)) end
   else
      for key, value in pairs(values) do self:set(key, value) end
   end
   return self
end

function OrderedMap:insert(place, key, value)
   if value == nil then return self:set(key, nil) end
   if rawget(self, key) ~= nil then self._keys:remove_value(key) end
   self._keys:insert(place, key)
   rawset(self, key, value)
   return self
end

function OrderedMap:keys() return self._keys end

function OrderedMap:values() return self._keys:map(function(key) return rawget(self, key) end) end

function OrderedMap:len() return #self._keys end

function OrderedMap:sort(compare)
   self._keys:sort(compare)
   return self
end

function OrderedMap:iter()
   local i, keys = 0, self._keys
   return function()
      i = i + 1
      if keys[i] ~= nil then return keys[i], rawget(self, keys[i]) end
   end
end
OrderedMap.__pairs = OrderedMap.iter

function OrderedMap:__tostring()
   local pretty, parts = require 'pl.pretty', {}
   for key, value in self:iter() do parts[#parts + 1] = pretty.write({[key] = value}, ''):sub(2, -2) end
   return '{' .. table.concat(parts, ',') .. '}'
end

return OrderedMap
