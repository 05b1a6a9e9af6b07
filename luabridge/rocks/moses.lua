-- require 'moses': functions on tables, lists, functions and objects. Functions given get (key, value, ...).
local M = require 'moses.lists'

local function append_values(list, ...)
   for i = 1, select('#', ...) do list[#list + 1] = (select(i, ...)) end
   return list
end

-- Tables ---------------------------------------------------------------------------------------------------------

function M.clear(t)
   for key in pairs(t) do t[key] = nil end
   return t
end

function M.each(t, f, ...)
   for key, value in pairs(t) do f(key, value, ...) end
end

-- The whole keys of a table, in order.
local function whole_keys(t)
   local list = {}
   for key in pairs(t) do
      if M.isInteger(key) then list[#list + 1] = key end
   end
   table.sort(list)
   return list
end

function M.eachi(t, f, ...)
   for _, key in ipairs(whole_keys(t)) do f(key, t[key], ...) end
end

function M.at(t, ...)
   local list = {}
   for _, key in ipairs {...} do append_values(list, t[key]) end
   return list
end

function M.count(t, value)
   if value == nil then return M.size(t) end
   return M.countf(t, function(_, item) return M.isEqual(item, value) end)
end

function M.countf(t, f, ...)
   local n = 0
   for key, value in pairs(t) do
      if f(key, value, ...) then n = n + 1 end
   end
   return n
end

function M.cycle(t, n)
   n = n or 1
   if n <= 0 then return function() end end
   local key, value, round
   return function()
      repeat
         key, value = next(t, key)
         if key == nil then
            round = (round or 1) + 1
            if round > n then return nil end
         end
      until key ~= nil
      return key, value
   end
end

-- A function that gives one value sets it under the same key; one that gives two sets key and value.
function M.map(t, f, ...)
   local result = {}
   for key, value in pairs(t) do
      local a, b = f(key, value, ...)
      if b == nil then result[key] = a else result[a] = b end
   end
   return result
end

function M.reduce(t, f, state)
   for _, value in pairs(t) do
      if state == nil then state = value else state = f(state, value) end
   end
   return state
end

function M.reduceby(t, f, state, predicate, ...)
   return M.reduce(M.select(t, predicate, ...), f, state)
end

function M.reduceRight(t, f, state) return M.reduce(M.reverse(t), f, state) end

function M.mapReduce(t, f, state)
   local result = {}
   for key, value in pairs(t) do
      state = state == nil and value or f(state, value)
      result[key] = state
   end
   return result
end

function M.mapReduceRight(t, f, state) return M.mapReduce(M.reverse(t), f, state) end

-- Does a table hold a value, or one that a function accepts?
function M.include(t, value)
   local accepts = type(value) == 'function' and value or function(item) return M.isEqual(item, value) end
   for _, item in pairs(t) do
      if accepts(item, value) then return true end
   end
   return false
end

function M.detect(t, value)
   local accepts = type(value) == 'function' and value or function(item) return M.isEqual(item, value) end
   for key, item in pairs(t) do
      if accepts(item, value) then return key end
   end
end

local function has_all(item, properties)
   for key, value in pairs(properties) do
      if item[key] ~= value then return false end
   end
   return true
end

function M.where(t, properties)
   local found = M.select(t, function(_, item) return has_all(item, properties) end)
   return #found > 0 and found or nil
end

function M.findWhere(t, properties)
   for _, item in pairs(t) do
      if has_all(item, properties) then return item end
   end
end

function M.select(t, f, ...)
   local list = {}
   for key, value in pairs(t) do
      if f(key, value, ...) then list[#list + 1] = value end
   end
   return list
end

function M.reject(t, f, ...)
   return M.select(t, function(...) return not f(...) end, ...)
end

function M.all(t, f, ...)
   for key, value in pairs(t) do
      if not f(key, value, ...) then return false end
   end
   return true
end

function M.invoke(t, method, ...)
   local arguments = {...}
   return M.map(t, function(_, value)
      if type(value) == 'table' and type(value[method]) == 'function' then return value[method](value, unpack(arguments)) end
      if type(method) == 'function' then return method(value, unpack(arguments)) end
   end)
end

function M.pluck(t, property)
   local list = {}
   for _, item in pairs(t) do append_values(list, item[property]) end
   return list
end

local function extreme(t, transform, better, ...)
   local f = type(transform) == 'function' and transform or function(value)
      return transform and value[transform] or value
   end
   local best
   for _, value in pairs(t) do
      local candidate = f(value, ...)
      if best == nil or better(candidate, best) then best = candidate end
   end
   return best
end

function M.max(t, transform, ...) return extreme(t, transform, function(a, b) return a > b end, ...) end
function M.min(t, transform, ...) return extreme(t, transform, function(a, b) return a < b end, ...) end

function M.shuffle(t, seed)
   if seed then math.randomseed(seed) end
   local list = {}
   for _, value in pairs(t) do
      local place = math.floor(math.random() * (#list + 1)) + 1
      list[#list + 1] = list[place]
      list[place] = value
   end
   return list
end

function M.same(a, b)
   return M.all(a, function(_, value) return M.include(b, value) end) and M.all(b, function(_, value) return M.include(a, value) end)
end

function M.sort(t, compare)
   table.sort(t, compare)
   return t
end

function M.sortBy(t, transform, compare)
   local f = type(transform) == 'function' and transform or function(value) return transform and value[transform] or value end
   compare = compare or function(a, b) return a < b end
   local list = {}
   for _, value in pairs(t) do list[#list + 1] = value end
   table.sort(list, function(a, b) return compare(f(a), f(b)) end)
   return list
end

function M.groupBy(t, f, ...)
   local groups = {}
   for key, value in pairs(t) do
      local name = f(key, value, ...)
      groups[name] = append_values(groups[name] or {}, value)
   end
   return groups
end

function M.countBy(t, f, ...)
   return M.map(M.groupBy(t, f, ...), function(_, group) return #group end)
end

function M.size(...)
   local first = ...
   if first == nil then return 0 end
   if type(first) ~= 'table' then return select('#', ...) end
   local n = 0
   for _ in pairs(first) do n = n + 1 end
   return n
end

function M.containsKeys(t, other)
   return M.all(other, function(key) return t[key] ~= nil end)
end

function M.sameKeys(a, b) return M.containsKeys(a, b) and M.containsKeys(b, a) end

require 'moses.objects'
require 'moses.functions'

local ALIASES = {
   forEach = 'each', forEachi = 'eachi', loop = 'cycle', collect = 'map', inject = 'reduce', foldl = 'reduce',
   injectr = 'reduceRight', foldr = 'reduceRight', mapr = 'mapReduce', maprr = 'mapReduceRight', any = 'include',
   some = 'include', contains = 'include', filter = 'select', discard = 'reject', every = 'all', takeWhile = 'selectWhile',
   rejectWhile = 'dropWhile', shift = 'pop', remove = 'pull', rmRange = 'removeRange', chop = 'removeRange', sub = 'slice',
   head = 'first', take = 'first', tail = 'rest', without = 'difference', diff = 'difference', symdiff = 'symmetricDifference',
   xor = 'symmetricDifference', uniq = 'unique', isuniq = 'isunique', transpose = 'zip', part = 'partition',
   perm = 'permutation', mirror = 'invert', join = 'concat', cache = 'memoize', juxt = 'juxtapose', uid = 'uniqueId',
   iter = 'iterator', methods = 'functions', choose = 'pick', drop = 'omit', defaults = 'template', compare = 'isEqual',
}
for alias, name in pairs(ALIASES) do M[alias] = M[name] end

-- Chains: chain(t):map(f):value()
local Chain = {}
Chain.__index = function(_, name)
   return function(self, ...)
      if name == 'value' then return self._wrapped end
      return setmetatable({_wrapped = M[name](self._wrapped, ...)}, Chain)
   end
end

function M.chain(value) return setmetatable({_wrapped = value}, Chain) end

function M.import(place, keep)
   place = place or _G
   for name, f in pairs(M) do
      if not keep or rawget(place, name) == nil then place[name] = f end
   end
   return place
end

M._VERSION = 'Moses v1.6.1'
return setmetatable(M, {__call = function(self, value) return self.chain(value) end})
