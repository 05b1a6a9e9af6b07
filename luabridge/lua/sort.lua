-- table.sort with a function of the script: a loop that the compiler can put the function into, where the C library
-- calls it anew for each comparison. It compares in the same order as Lua's own, a quicksort around the median of three:
-- what counts as equal comes out in the same order too.
local B = ...
if not B.loop_for then return end
local raw, loop_for, floor = B.raw, B.loop_for, math.floor
local type, getmetatable, error = raw.type, raw.getmetatable, raw.error
local sort = table.sort
local FEW = 16  -- elements that are not worth a loop of their own

local SOURCE = [[
local floor, error = ...

local function swap_if(list, i, j, before)
   local x, y = list[i], list[j]
   if before(y, x) then
      list[i], list[j] = y, x
      return true
   end
end

local function partition(list, first, last, middle, before)
   local i, j = first, last - 1
   while true do
      local x, y
      while true do
         i = i + 1
         x = list[i]
         if not before(x, middle) then break end
         if i >= last then error('invalid order function for sorting') end
      end
      while true do
         j = j - 1
         y = list[j]
         if not before(middle, y) then break end
         if j <= first then error('invalid order function for sorting') end
      end
      if j < i then
         list[last - 1], list[i] = list[i], list[last - 1]
         return i
      end
      list[i], list[j] = y, x
   end
end

local function run(list, first, last, before)
   while first < last do
      swap_if(list, first, last, before)
      if last - first == 1 then return end
      local half = floor((first + last) / 2)
      if not swap_if(list, first, half, before) then swap_if(list, half, last, before) end
      if last - first == 2 then return end
      local middle = list[half]
      list[half], list[last - 1] = list[last - 1], middle
      local i = partition(list, first, last, middle, before)
      if i - first < last - i then  -- the smaller part first: few calls within calls
         run(list, first, i - 1, before)
         first = i + 1
      else
         run(list, i + 1, last, before)
         last = i - 1
      end
   end
end

return run]]

local function new_sort() return raw.loadstring(SOURCE, '=luabridge.sort')(floor, error) end

function table.sort(list, before)
   if type(before) ~= 'function' or type(list) ~= 'table' or #list < FEW or getmetatable(list) ~= nil then
      return sort(list, before)
   end
   local run = loop_for(before, 'sort', new_sort)
   run(list, 1, #list, before)
end
