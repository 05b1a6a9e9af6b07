-- The part of moses that is about objects: tables with named fields, and what values are.
local M = require 'moses.lists'

function M.keys(object)
   local list = {}
   for key in pairs(object) do list[#list + 1] = key end
   return list
end

function M.values(object)
   local list = {}
   for _, value in pairs(object) do list[#list + 1] = value end
   return list
end

function M.kvpairs(object)
   local list = {}
   for key, value in pairs(object) do list[#list + 1] = {key, value} end
   return list
end

function M.toObj(pairs_list)
   local object = {}
   for _, pair in ipairs(pairs_list) do object[pair[1]] = pair[2] end
   return object
end

function M.property(key)
   return function(object) return object[key] end
end

function M.propertyOf(object)
   return function(key) return object[key] end
end

function M.toBoolean(value) return not not value end

function M.extend(object, ...)
   for _, source in ipairs {...} do
      for key, value in pairs(source) do object[key] = value end
   end
   return object
end

function M.functions(object, with_meta)
   object = object or M
   local list = {}
   for key, value in pairs(object) do
      if type(value) == 'function' then list[#list + 1] = key end
   end
   local mt = with_meta and getmetatable(object)
   if mt and type(mt.__index) == 'table' then
      for _, name in ipairs(M.functions(mt.__index)) do list[#list + 1] = name end
   end
   return list
end

-- A copy of a table; deep unless `shallow`.
function M.clone(object, shallow)
   if type(object) ~= 'table' then return object end
   local copy = {}
   for key, value in pairs(object) do
      copy[key] = type(value) == 'table' and not shallow and M.clone(value) or value
   end
   return copy
end

function M.tap(object, f, ...)
   f(object, ...)
   return object
end

function M.has(object, key) return object[key] ~= nil end

local function names(...)
   local set = {}
   for _, name in ipairs(M.flatten {...}) do set[name] = true end
   return set
end

function M.pick(object, ...)
   local picked = {}
   for name in pairs(names(...)) do picked[name] = object[name] end
   return picked
end

function M.omit(object, ...)
   local omitted, rest = names(...), {}
   for key, value in pairs(object) do
      if not omitted[key] then rest[key] = value end
   end
   return rest
end

function M.template(object, defaults)
   for key, value in pairs(defaults or {}) do
      if object[key] == nil then object[key] = value end
   end
   return object
end

-- Are two values equal, tables by their fields? `use_meta` asks their metatables' __eq.
function M.isEqual(a, b, use_meta)
   if type(a) ~= type(b) then return false end
   if type(a) ~= 'table' then return a == b end
   local mt = getmetatable(a)
   if use_meta and mt and mt.__eq then return a == b end
   for key, value in pairs(a) do
      if b[key] == nil or not M.isEqual(value, b[key], use_meta) then return false end
   end
   for key in pairs(b) do
      if a[key] == nil then return false end
   end
   return true
end

function M.result(object, method, ...)
   local f = type(method) == 'function' and method or object[method]
   if type(f) == 'function' then return f(object, ...) end
   return f
end

function M.isTable(value) return type(value) == 'table' end
function M.isString(value) return type(value) == 'string' end
function M.isFunction(value) return type(value) == 'function' end
function M.isNil(value) return value == nil end
function M.isNumber(value) return type(value) == 'number' end
function M.isNaN(value) return type(value) == 'number' and value ~= value end
function M.isBoolean(value) return type(value) == 'boolean' end
function M.isFinite(value) return type(value) == 'number' and value > -math.huge and value < math.huge end
function M.isInteger(value) return type(value) == 'number' and math.floor(value) == value end
function M.isIterable(value) return (pcall(pairs, value)) end

function M.isCallable(value)
   local mt = getmetatable(value)
   return type(value) == 'function' or (type(value) == 'table' and mt ~= nil and mt.__call ~= nil)
end

function M.isArray(value)
   if type(value) ~= 'table' then return false end
   for i = 1, M.size(value) do
      if value[i] == nil then return false end
   end
   return true
end

function M.isEmpty(value)
   if value == nil then return true end
   if type(value) == 'string' then return #value == 0 end
   return type(value) ~= 'table' or next(value) == nil
end

return M
