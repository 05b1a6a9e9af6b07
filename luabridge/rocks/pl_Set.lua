-- require 'pl.Set': sets with operators: + union, * intersection, - difference, ^ symmetric difference, < subset
local class = require 'pl.class'
local tablex = require 'pl.tablex'
local utils = require 'pl.utils'

local Set = class(nil, 'Set')
utils.stdmt.Set = Set

-- From a list, or another set.
function Set:_init(values)
   values = values or {}
   if Set:class_of(values) then
      for value in pairs(values) do self[value] = true end
   else
      for _, value in ipairs(values) do self[value] = true end
   end
end

local function with(set, value) return setmetatable(value, getmetatable(set) or Set) end

local function as_set(value) return type(value) == 'table' and value or Set {value} end

Set.values, Set.len = tablex.keys, tablex.size

function Set.union(a, b) return with(a, tablex.merge(a, as_set(b), true)) end
function Set.intersection(a, b) return with(a, tablex.merge(a, b, false)) end
function Set.difference(a, b) return with(a, tablex.difference(a, as_set(b))) end
function Set.symmetric_difference(a, b) return with(a, tablex.difference(a, b, true)) end

function Set.issubset(a, b)
   for value in pairs(a) do
      if not b[value] then return false end
   end
   return true
end

function Set.isempty(set) return next(set) == nil end

function Set.isdisjoint(a, b) return Set.isempty(Set.intersection(a, b)) end

Set.__add, Set.__mul, Set.__sub, Set.__pow = Set.union, Set.intersection, Set.difference, Set.symmetric_difference
Set.__lt, Set.__le = Set.issubset, Set.issubset

function Set.__eq(a, b) return Set.issubset(a, b) and Set.issubset(b, a) end

function Set:__tostring() return '[' .. table.concat(utils.array_tostring(Set.values(self)), ',') .. ']' end

return Set
