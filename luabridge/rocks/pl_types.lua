-- require 'pl.types': what values are
local utils = require 'pl.utils'
local types = {is_callable = utils.is_callable, is_type = utils.is_type}

-- type(), with "file" for files and the class name of objects
function types.type(value)
   local kind = type(value)
   if kind == 'userdata' and io.type(value) then return 'file' end
   local mt = kind == 'table' and getmetatable(value)
   return mt and mt._name or kind
end

function types.is_integer(x) return type(x) == 'number' and x == math.floor(x) end

function types.is_indexable(value) return type(value) == 'table' or (getmetatable(value) or {}).__index ~= nil end

types.is_iterable = types.is_indexable

function types.is_empty(value, ignore_spaces)
   if value == nil then return true end
   if type(value) == 'table' then return next(value) == nil end
   if type(value) == 'string' then return (ignore_spaces and value:gsub('%s', '') or value) == '' end
   return true
end

local YES = {yes = true, y = true, ['true'] = true, t = true, ['1'] = true}

function types.to_bool(value)
   if type(value) == 'string' then return YES[value:lower()] or false end
   if type(value) == 'number' then return value ~= 0 end
   return not not value
end

return types
