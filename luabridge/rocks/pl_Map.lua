-- require 'pl.Map': tables with Python's methods of dictionaries
local class = require 'pl.class'
local tablex = require 'pl.tablex'
local utils = require 'pl.utils'

local Map = class(nil, 'Map')
utils.stdmt.Map = Map

function Map:_init(values)
   for key, value in pairs(values or {}) do self[key] = value end
end

Map.map, Map.keys, Map.values = function(self, f, ...) return tablex.map(f, self, ...) end, tablex.keys, tablex.values
Map.len, Map.update = tablex.size, tablex.update

function Map:set(key, value) self[key] = value end

function Map:get(key) return rawget(self, key) end

function Map:setdefault(key, default)
   if self[key] == nil then self[key] = default end
   return self[key]
end

function Map:getvalues(keys) return require('pl.List')(keys):map(function(key) return self[key] end) end

function Map:iter() return pairs(self) end

function Map:items()
   local list = require('pl.List')()
   for key, value in tablex.sort(self) do list:append(require('pl.List') {key, value}) end
   return list
end

function Map.__eq(a, b)
   for key, value in pairs(a) do
      if b[key] ~= value then return false end
   end
   return tablex.size(a) == tablex.size(b)
end

function Map:__tostring() return require('pl.pretty').write(self, '') end

return Map
