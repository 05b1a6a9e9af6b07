-- require 'pl.tablex': functions on tables. Those with `map` in their names give tables of the argument's kind.
local utils = require 'pl.utils'
local function_arg = utils.function_arg
local tablex = {}

-- The result, with the metatable of `source` or that of Penlight's class `name`.
local function like(source, result, name)
   return setmetatable(result, getmetatable(source) or (name and require('pl.' .. name)))
end

function tablex.update(t, other)
   for key, value in pairs(other) do t[key] = value end
   return t
end

function tablex.copy(t) return setmetatable(tablex.update({}, t), getmetatable(t)) end

function tablex.deepcopy(t, known)
   if type(t) ~= 'table' or torch.typename(t) then return t end
   known = known or {}
   if known[t] then return known[t] end
   local copy = {}
   known[t] = copy
   for key, value in pairs(t) do copy[tablex.deepcopy(key, known)] = tablex.deepcopy(value, known) end
   return setmetatable(copy, getmetatable(t))
end

function tablex.deepcompare(a, b, ignore_meta, epsilon)
   if type(a) ~= type(b) then return false end
   if type(a) ~= 'table' then
      return a == b or (epsilon ~= nil and type(a) == 'number' and math.abs(a - b) < epsilon)
   end
   local mt = getmetatable(a)
   if not ignore_meta and mt and mt.__eq then return a == b end
   for key, value in pairs(a) do
      if b[key] == nil or not tablex.deepcompare(value, b[key], ignore_meta, epsilon) then return false end
   end
   for key in pairs(b) do
      if a[key] == nil then return false end
   end
   return true
end

function tablex.compare(a, b, f)
   if #a ~= #b then return false end
   f = function_arg(3, f)
   for i = 1, #a do
      if not f(a[i], b[i]) then return false end
   end
   return true
end

function tablex.compare_no_order(a, b, equal)
   if #a ~= #b then return false end
   equal = equal or function(x, y) return x == y end
   local used = {}
   for _, value in ipairs(a) do
      local found
      for j, other in ipairs(b) do
         if not used[j] and equal(value, other) then
            found = j
            break
         end
      end
      if not found then return false end
      used[found] = true
   end
   return true
end

-- Finding --------------------------------------------------------------------------------------------------------

function tablex.find(t, value, from)
   for i = (from or 1) < 0 and #t + from + 1 or from or 1, #t do
      if t[i] == value then return i end
   end
end

function tablex.rfind(t, value, from)
   for i = (from or #t) < 0 and #t + from + 1 or from or #t, 1, -1 do
      if t[i] == value then return i end
   end
end

-- The first position for which `compare(t[i], argument)` is true, and what it gave.
function tablex.find_if(t, compare, argument)
   compare = function_arg(2, compare)
   for i = 1, #t do
      local found = compare(t[i], argument)
      if found then return i, found end
   end
end

function tablex.search(t, value)
   local known = {}
   local function look(place, prefix)
      known[place] = true
      for key, item in pairs(place) do
         local name = prefix .. tostring(key)
         if item == value then return name end
         if type(item) == 'table' and not known[item] then
            local found = look(item, name .. '.')
            if found then return found end
         end
      end
   end
   return look(t, '')
end

-- Keys and values ------------------------------------------------------------------------------------------------

function tablex.keys(t)
   local list = {}
   for key in pairs(t) do list[#list + 1] = key end
   return like({}, list, 'List')
end

function tablex.values(t)
   local list = {}
   for _, value in pairs(t) do list[#list + 1] = value end
   return like({}, list, 'List')
end

function tablex.size(t)
   local n = 0
   for _ in pairs(t) do n = n + 1 end
   return n
end

function tablex.index_by(t, indices)
   local result = {}
   for i, index in ipairs(indices) do result[i] = t[index] end
   return like(t, result, 'List')
end

function tablex.index_map(t)
   local result = {}
   for i, value in ipairs(t) do result[value] = i end
   return like({}, result, 'Map')
end

function tablex.makeset(t)
   local result = {}
   for _, value in ipairs(t) do result[value] = true end
   return like({}, result, 'Set')
end

function tablex.count_map(t, compare)
   local result = {}
   for _, value in ipairs(t) do
      for known in pairs(result) do
         if compare and compare(known, value) then value = known end
      end
      result[value] = (result[value] or 0) + 1
   end
   return like({}, result, 'Map')
end

function tablex.new(n, value)
   local list = {}
   for i = 1, n do list[i] = type(value) == 'function' and value(i) or value end
   return list
end

tablex.set = function(t, value, first, last)
   for i = first or 1, last or #t do t[i] = type(value) == 'function' and value(i) or value end
end

function tablex.clear(t, first)
   for i = #t, first or 1, -1 do t[i] = nil end
end

function tablex.range(first, last, step)
   local list = {}
   for value = first, last, step or 1 do list[#list + 1] = value end
   return list
end

function tablex.sub(t, first, last) return like(t, require('pl.List').slice(t, first, last), 'List') end

function tablex.insertvalues(t, ...)
   local place, values = ...
   if values == nil then place, values = #t + 1, place end
   for i, value in ipairs(values) do table.insert(t, place + i - 1, value) end
   return t
end

function tablex.removevalues(t, first, last)
   for _ = first, last or first do table.remove(t, first) end
   return t
end

function tablex.icopy(target, source, target_first, source_first, n)
   target_first, source_first = target_first or 1, source_first or 1
   for i = 0, (n or #source - source_first + 1) - 1 do target[target_first + i] = source[source_first + i] end
   return target
end

-- Functions over tables ------------------------------------------------------------------------------------------

function tablex.map(f, t, ...)
   f = function_arg(1, f)
   local result = {}
   for key, value in pairs(t) do result[key] = f(value, ...) end
   return like(t, result)
end

function tablex.imap(f, t, ...)
   f = function_arg(1, f)
   local result = {}
   for i, value in ipairs(t) do result[i] = f(value, ...) or false end
   return like(t, result, 'List')
end

function tablex.map_named_method(name, t, ...)
   local result = {}
   for i, value in ipairs(t) do result[i] = value[name](value, ...) end
   return like(t, result, 'List')
end

function tablex.transform(f, t, ...)
   f = function_arg(1, f)
   for key, value in pairs(t) do t[key] = f(value, ...) end
end

function tablex.map2(f, a, b, ...)
   f = function_arg(1, f)
   local result = {}
   for key, value in pairs(a) do result[key] = f(value, b[key], ...) end
   return like(a, result)
end

function tablex.imap2(f, a, b, ...)
   f = function_arg(1, f)
   local result = {}
   for i = 1, math.min(#a, #b) do result[i] = f(a[i], b[i], ...) end
   return result
end

function tablex.mapn(f, ...)
   f = function_arg(1, f)
   local lists, result, least = {...}, {}, math.huge
   for _, list in ipairs(lists) do least = math.min(least, #list) end
   for i = 1, #lists > 0 and least or 0 do
      local values = {}
      for j, list in ipairs(lists) do values[j] = list[i] end
      result[i] = f(unpack(values, 1, #lists))
   end
   return like({}, result, 'List')
end

-- f(key, value) gives a value and perhaps a key for it.
function tablex.pairmap(f, t, ...)
   f = function_arg(1, f)
   local result = {}
   for key, value in pairs(t) do
      local item, name = f(key, value, ...)
      if name == nil then
         result[#result + 1] = item
      elseif result[name] == nil then
         result[name] = item
      else
         result[name] = type(result[name]) == 'table' and result[name] or {result[name]}
         table.insert(result[name], item)
      end
   end
   return result
end

function tablex.zip(...) return tablex.mapn(function(...) return like({}, {...}, 'List') end, ...) end

function tablex.reduce(f, t, start) return require('pl.List').reduce(t, f, start) end

function tablex.filter(t, f, argument) return like(t, require('pl.List').filter(t, f, argument), 'List') end

function tablex.foreach(t, f, ...)
   f = function_arg(2, f)
   for key, value in pairs(t) do f(value, key, ...) end
end

function tablex.foreachi(t, f, ...)
   f = function_arg(2, f)
   for i, value in ipairs(t) do f(value, i, ...) end
end

-- Sets -----------------------------------------------------------------------------------------------------------

-- Both tables' fields if `all`, else those of the first with keys in both.
function tablex.merge(a, b, all)
   local result = {}
   for key, value in pairs(a) do
      if all or b[key] ~= nil then result[key] = value end
   end
   for key, value in pairs(all and b or {}) do result[key] = value end
   return like(a, result, 'Map')
end

function tablex.union(a, b) return tablex.merge(a, b, true) end

function tablex.intersection(a, b) return tablex.merge(a, b, false) end

function tablex.difference(a, b, symmetric)
   local result = {}
   for key, value in pairs(a) do
      if b[key] == nil then result[key] = value end
   end
   for key, value in pairs(symmetric and b or {}) do
      if a[key] == nil then result[key] = value end
   end
   return like(a, result, 'Map')
end

-- Order ----------------------------------------------------------------------------------------------------------

local function walker(t, keys)
   local i = 0
   return function()
      i = i + 1
      return keys[i], t[keys[i]]
   end
end

function tablex.sort(t, compare)
   local keys = tablex.keys(t)
   table.sort(keys, compare and function_arg(2, compare))
   return walker(t, keys)
end

function tablex.sortv(t, compare)
   compare = compare and function_arg(2, compare) or function(a, b) return a < b end
   local keys = tablex.keys(t)
   table.sort(keys, function(a, b) return compare(t[a], t[b]) end)
   return walker(t, keys)
end

function tablex.readonly(t)
   return setmetatable({}, {
      __index = t, __len = function() return #t end, __pairs = function() return pairs(t) end,
      __newindex = function() error('Attempt to modify read-only table', 2) end,
   })
end

return tablex
