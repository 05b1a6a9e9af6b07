-- The loops of apply, map and map2 over elements that lie one after the other: one loop for each function of a script.
-- The compiler makes a loop for the function that it calls first; a loop shared by several would leave the compiled
-- code at every element.
local B = ...
if not B.ffi then return end
local raw = B.raw
local getinfo, bxor, format = debug.getinfo, require('bit').bxor, string.format
local assert, tonumber, type = assert, raw.tonumber, raw.type

local EARLY = 4   -- calls
local MOST = 500  -- places that are remembered; a script that makes functions from text could have any number

-- Source of the loop over `count` tensors of one element type, or (0) over one whose elements are `step` apart.
-- A NaN of strange bits must not become a Lua value.
local function source(element, count)
   local pointers, reads, values = {}, {}, {}
   local index = count == 0 and 'i * step' or 'i'
   for k = 1, math.max(count, 1) do
      pointers[k] = format('p%d, w%d', k, k)
      values[k] = 'v' .. k
      local value = format(element.long and 'tonumber(p%d[%s])' or 'p%d[%s]', k, index)
      reads[k] = format('local v%d = %s', k, value)
      if element.words then
         reads[k] = format('local v%d; if bxor(w%d[%d * %s], -0x80000000) > %d then v%d = NAN else v%d = %s end',
            k, k, element.words, index, element.above, k, k, value)
      end
   end
   local names = (count == 0 and 'step, ' or '') .. table.concat(pointers, ', ')
   return format([[
      local bxor, NAN, tonumber = ...
      return function(f, n, %s)
         local bxor = bxor
         for i = 0, n - 1 do
            %s
            local value = f(%s)
            if value then p1[%s] = value end
         end
      end]], names, table.concat(reads, '\n'), table.concat(values, ', '), index)
end

local sources, loops, places = {}, {}, 0

local function new_loop(element, count)
   local key = element.c .. count
   sources[key] = sources[key] or source(element, count)
   local chunk = assert(raw.loadstring(sources[key], '=luabridge.loops'))
   return chunk(bxor, 0 / 0, tonumber)
end

local function entry(t, key)
   local found = t[key]
   if not found then
      found = {}
      t[key] = found
   end
   return found
end

-- The loop of this kind for a function of a script, by the place where that is defined: what `make(...)` gave.
-- The compiler binds code to a function itself until it has seen three made at one place; only then to the place. So
-- the first calls get loops of their own, and the loop that is kept is compiled for all further functions.
function B.loop_for(f, kind, make, ...)
   local info = getinfo(f, 'S')
   local known = entry(entry(loops, info.source), info.linedefined)
   local loop = known[kind]
   if type(loop) == 'function' then return loop end
   if not loop then
      if places >= MOST then loops, places = {}, 0 end
      places = places + 1
   end
   local fresh = make(...)
   known[kind] = loop == EARLY and fresh or (loop or 0) + 1
   return fresh
end
local loop_for = B.loop_for

-- It takes the function, n, the step (where `count` is 0), and pointer and words of each tensor. What the function
-- returns is converted as ffi does it.
function B.element_loop(element, count, f) return loop_for(f, element.c .. count, new_loop, element, count) end
