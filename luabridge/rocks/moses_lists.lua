-- The part of moses that is about lists, and the table of the whole package.
local M = {}
local floor, insert = math.floor, table.insert

local function less(a, b) return a < b end

function M.toArray(...) return {...} end

function M.find(list, value, from)
   for i = from or 1, #list do
      if M.isEqual(list[i], value) then return i end
   end
end

function M.reverse(list)
   local result = {}
   for i = #list, 1, -1 do insert(result, list[i]) end
   return result
end

function M.fill(list, value, first, last)
   for i = first or 1, last or M.size(list) do list[i] = value end
   return list
end

function M.selectWhile(list, f, ...)
   local result = {}
   for i, value in ipairs(list) do
      if not f(i, value, ...) then break end
      result[i] = value
   end
   return result
end

function M.dropWhile(list, f, ...)
   local place = 1
   while list[place] ~= nil and f(place, list[place], ...) do place = place + 1 end
   return M.rest(list, place)
end

-- Where a value belongs in a sorted list.
function M.sortedIndex(list, value, compare, sort)
   compare = compare or less
   if sort then table.sort(list, compare) end
   for i = 1, #list do
      if not compare(list[i], value) then return i end
   end
   return #list + 1
end

function M.indexOf(list, value)
   for i = 1, #list do
      if list[i] == value then return i end
   end
end

function M.lastIndexOf(list, value)
   for i = #list, 1, -1 do
      if list[i] == value then return i end
   end
end

function M.findIndex(list, f, ...)
   for i = 1, #list do
      if f(i, list[i], ...) then return i end
   end
end

function M.findLastIndex(list, f, ...)
   for i = #list, 1, -1 do
      if f(i, list[i], ...) then return i end
   end
end

function M.addTop(list, ...)
   for i = 1, select('#', ...) do insert(list, 1, (select(i, ...))) end
   return list
end

function M.push(list, ...)
   for i = 1, select('#', ...) do insert(list, (select(i, ...))) end
   return list
end

-- The first n values, taken out of the list.
function M.pop(list, n)
   local taken = {}
   for i = 1, math.min(n or 1, #list) do taken[i] = table.remove(list, 1) end
   return unpack(taken)
end

function M.unshift(list, n)
   local taken = {}
   for i = 1, math.min(n or 1, #list) do taken[i] = table.remove(list) end
   return unpack(taken)
end

function M.pull(list, ...)
   for _, value in ipairs {...} do
      for i = #list, 1, -1 do
         if M.isEqual(list[i], value) then table.remove(list, i) end
      end
   end
   return list
end

function M.removeRange(list, first, last)
   for _ = math.max(first or 1, 1), math.min(last or #list, #list) do table.remove(list, math.max(first or 1, 1)) end
   return list
end

-- Runs of values with the same result of f, numbered from 0.
function M.chunk(list, f, ...)
   local chunks, number, previous = {}, 0, nil
   for i, value in ipairs(list) do
      local result = f(i, value, ...)
      if i > 1 and result ~= previous then number = number + 1 end
      chunks[number] = chunks[number] or {}
      insert(chunks[number], value)
      previous = result
   end
   return chunks
end

function M.slice(list, first, last)
   local result = {}
   for i = first or 1, math.min(last or #list, #list) do insert(result, list[i]) end
   return result
end

function M.first(list, n) return M.slice(list, 1, n or 1) end

function M.initial(list, n) return M.slice(list, 1, #list - math.min(n or 1, #list)) end

function M.last(list, n) return M.slice(list, math.max(#list - (n or #list - 1) + 1, 1)) end

function M.rest(list, first) return M.slice(list, first or 1) end

function M.nth(list, i) return list[i] end

function M.compact(list)
   local result = {}
   for _, value in pairs(list) do
      if value then insert(result, value) end
   end
   return result
end

function M.flatten(list, shallow)
   local result = {}
   for _, value in ipairs(list) do
      if type(value) ~= 'table' then
         insert(result, value)
      else
         for _, item in ipairs(shallow and value or M.flatten(value)) do insert(result, item) end
      end
   end
   return result
end

function M.difference(list, other)
   if other == nil then return M.clone(list) end
   return M.select(list, function(_, value) return not M.include(other, value) end)
end

function M.union(...) return M.unique(M.flatten({...}, true)) end

function M.intersection(list, ...)
   local others, result = {...}, {}
   for _, value in ipairs(list) do
      local everywhere = true
      for _, other in ipairs(others) do everywhere = everywhere and M.include(other, value) end
      if everywhere then insert(result, value) end
   end
   return result
end

function M.symmetricDifference(a, b) return M.difference(M.union(a, b), M.intersection(a, b)) end

function M.unique(list)
   local result = {}
   for _, value in ipairs(list) do
      if not M.find(result, value) then insert(result, value) end
   end
   return result
end

function M.isunique(list) return M.isEqual(list, M.unique(list)) end

function M.zip(...)
   local result = {}
   for _, list in ipairs {...} do
      for i, value in ipairs(list) do
         result[i] = result[i] or {}
         insert(result[i], value)
      end
   end
   return result
end

function M.append(list, other)
   local result = {unpack(list)}
   for _, value in ipairs(other) do insert(result, value) end
   return result
end

function M.interleave(...) return M.flatten(M.zip(...), true) end

function M.interpose(value, list)
   local result = {}
   for i, item in ipairs(list) do
      if i > 1 then insert(result, value) end
      insert(result, item)
   end
   return result
end

function M.range(...)
   local count, first, last, step = select('#', ...), ...
   if count == 0 then return {} end
   if count == 1 then first, last = 0, first end
   step = step or 1
   local result = {}
   for i = 0, floor((last - first) / step) do result[i + 1] = first + i * step end
   return result
end

function M.rep(value, n)
   local result = {}
   for i = 1, n do result[i] = value end
   return result
end

-- Walks over pieces of n values, each `step` after the one before; `pad` fills the last one.
local function pieces(list, n, step, pad)
   local place = 1
   return function()
      if place > #list or (place > 1 and step < n and place + n - step > #list) then return nil end
      local piece = M.slice(list, place, place + n - 1)
      while pad ~= nil and #piece < n do insert(piece, pad) end
      place = place + step
      return piece
   end
end

function M.partition(list, n, pad) return pieces(list, n or 1, n or 1, pad) end

function M.sliding(list, n, pad) return pieces(list, n or 2, (n or 2) - 1, pad) end

local function permute(list, n)
   if n == 0 then return coroutine.yield(list) end
   for i = 1, n do
      list[n], list[i] = list[i], list[n]
      permute(list, n - 1)
      list[n], list[i] = list[i], list[n]
   end
end

function M.permutation(list)
   return coroutine.wrap(function() permute(list, #list) end)
end

function M.invert(list)
   local result = {}
   for key, value in pairs(list) do result[value] = key end
   return result
end

function M.concat(list, separator, first, last)
   local parts = {}
   for i, value in ipairs(list) do parts[i] = tostring(value) end
   return table.concat(parts, separator, first or 1, last or #parts)
end

function M.sample(list, n, seed) return M.first(M.shuffle(list, seed), n or 1) end

function M.sampleProb(list, probability, seed)
   if seed then math.randomseed(seed) end
   return M.select(list, function() return math.random() < probability end)
end

return M
