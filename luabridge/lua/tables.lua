-- What Python's Tables need of the Lua tables that hold their data. All of this runs in the main state.
local B = ...
local raw, into, out, into_all = B.raw, B.into, B.out, B.into_all
local next, select, type, unpack, plain = raw.next, raw.select, raw.type, raw.unpack, B.plain
local CHUNK = 3000  -- values in one return: the C stack holds 8,000

local M = {}
B.backing = M

-- What was first seen in a coroutine, seen in the main state.
function M.identity(value) return value end

function M.new() return {} end

function M.get(t, key)
   local value = t[out(key)]
   if not plain[type(value)] or value == 0 then return into(value) end
   return value
end

function M.set(t, key, value) t[out(key)] = out(value) end

function M.length(t) return #t end

-- The values first..last of the array part.
local function values(t, first, last)
   local list, n = {}, 0
   for i = first, last do
      local v = t[i]
      if not plain[type(v)] or v == 0 then v = into(v) end
      n = n + 1
      list[n] = v
   end
   return unpack(list, 1, n)
end

-- Length, then as many values as fit.
function M.array(t)
   local n = #t
   if n == 0 then return 0 end
   for i = 1, n do
      local v = t[i]
      if not plain[type(v)] or v == 0 then return n, values(t, 1, n < CHUNK and n or CHUNK) end
   end
   if n <= CHUNK then return n, unpack(t, 1, n) end
   return n, unpack(t, 1, CHUNK)
end

function M.part(t, first, last) return values(t, first, last) end

-- Keys and values in turn, starting after `key`; the first result says whether there are more.
function M.items(t, key)
   local list, n = {}, 0
   if key ~= nil then key = out(key) end
   local value
   key, value = next(t, key)
   while key ~= nil do
      list[n + 1], list[n + 2] = into(key), into(value)
      n = n + 2
      if n >= CHUNK then return next(t, key) ~= nil, unpack(list, 1, n) end
      key, value = next(t, key)
   end
   return false, unpack(list, 1, n)
end

-- A new Lua table that holds the data of the Table `proxy`, these values, and the id it is known under.
function M.list(proxy, ...)
   local t = {...}
   for i = 1, select('#', ...) do
      if type(t[i]) == 'userdata' then t[i] = out(t[i]) end
   end
   local id = B.new_id(t)
   B.proxies[t] = proxy
   return t, id
end

-- Fills a new Lua table: values from index `first` on.
function M.fill(t, first, ...)
   local list, n = {...}, select('#', ...)
   for i = 1, n do t[first + i - 1] = out(list[i]) end
end

-- The same with keys and values in turn.
function M.fill_pairs(t, ...)
   local list, n = {...}, select('#', ...)
   for i = 1, n, 2 do t[out(list[i])] = out(list[i + 1]) end
end

-- Makes `t` known under `id` to the Table that it holds the data of from now on.
function M.adopt(t, id, proxy)
   B.ids[t] = id
   B.proxies[t] = proxy
   return t
end
