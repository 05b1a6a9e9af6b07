-- What the interactive interpreter asks of Lua: compiling a line, showing results, completing names.
local B = ...
local raw = B.raw
local R = {}
B.repl = R

_RESULTS, _LAST = {}, ''

-- Compiles a line, as an expression first. Gives the function, or nil, the message, and whether more lines may help.
function R.compile(line)
   local expression = line:gsub('^%s*=', '')
   local chunk = raw.loadstring('return ' .. expression, '=stdin')
   if chunk then return chunk end
   local message
   chunk, message = raw.loadstring(line, '=stdin')
   if chunk then return chunk end
   return nil, message, message:find("'<eof>'$") ~= nil
end

local function show(silent, ...)
   local n = raw.select('#', ...)
   if n == 0 then return end
   _LAST = (...)
   _RESULTS[#_RESULTS + 1] = _LAST
   if not silent then print(...) end
end

-- Runs what was compiled; a line that ends in a semicolon shows nothing.
function R.run(chunk, silent) show(silent, chunk()) end

-- The value of "a.b:c" before its last name, and that name.
local function place_of(text)
   local path, name = text:match('^(.-)[%.:]?([%w_]*)$')
   local value = _G
   for part in path:gmatch('[%a_][%w_]*') do
      local ok, found = raw.pcall(function() return value[part] end)
      if not ok or found == nil then return nil end
      value = found
   end
   return value, name, text:sub(1, #text - #name)
end

-- Names that may follow `text`, in order.
function R.complete(text)
   local value, name, prefix = place_of(text)
   local found, list = {}, {}
   local function add(place)
      for key in pairs(place) do
         if raw.type(key) == 'string' and key:sub(1, #name) == name and key:find('^[%a_][%w_]*$') then
            found[prefix .. key] = true
         end
      end
   end
   local seen = 0
   while value ~= nil and seen < 20 do
      if type(value) == 'string' then add(string) break end
      if type(value) == 'table' then add(value) end
      local mt = getmetatable(value)
      local index = mt and raw.type(mt) == 'table' and mt.__index
      value = raw.type(index) == 'table' and index or mt or nil
      seen = seen + 1
   end
   for key in raw.pairs(found) do list[#list + 1] = key end
   table.sort(list)
   return list
end
