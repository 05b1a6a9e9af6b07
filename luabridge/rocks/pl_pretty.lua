-- require 'pl.pretty': tables as Lua source, and back
local utils = require 'pl.utils'
local stringx = require 'pl.stringx'
local pretty = {}

local KEYWORDS = {}
for word in ('and break do else elseif end false for function goto if in local nil not or repeat return then true until while')
   :gmatch('%a+') do
   KEYWORDS[word] = true
end

local function is_name(key) return type(key) == 'string' and key:find('^[%a_][%w_]*$') and not KEYWORDS[key] end

local function key_text(key, raw)
   if is_name(key) and not raw then return key end
   return '[' .. (type(key) == 'number' and tostring(key) or stringx.quote_string(tostring(key))) .. ']'
end

local function by_kind(a, b)
   if type(a) == type(b) and (type(a) == 'number' or type(a) == 'string') then return a < b end
   if (type(a) == 'string') ~= (type(b) == 'string') then return type(a) == 'string' end
   return tostring(a) < tostring(b)
end

-- The keys in order: 1..n, strings, the rest.
local function keys_of(t)
   local rest, n = {}, 0
   while t[n + 1] ~= nil do n = n + 1 end
   for key in pairs(t) do
      if not (type(key) == 'number' and key >= 1 and key <= n and key == math.floor(key)) then rest[#rest + 1] = key end
   end
   table.sort(rest, by_kind)
   return n, rest
end

-- A table as source: `space` is what lines are indented by, '' for all on one line; `raw` brackets all keys.
function pretty.write(t, space, raw)
   if type(t) ~= 'table' then return type(t) == 'string' and stringx.quote_string(t) or tostring(t) end
   space = space or '  '
   local line = space == '' and '' or '\n'
   local equals = space == '' and '=' or ' = '
   local open = {}
   local function text_of(value, indent)
      if type(value) == 'string' then return stringx.quote_string(value) end
      if type(value) ~= 'table' then return tostring(value) end
      if open[value] then return '<cycle>' end
      open[value] = true
      local n, rest = keys_of(value)
      local inner, parts = indent .. space, {}
      for i = 1, n do parts[i] = inner .. (raw and '[' .. i .. ']' .. equals or '') .. text_of(value[i], inner) end
      for _, key in ipairs(rest) do
         parts[#parts + 1] = inner .. key_text(key, raw) .. equals .. text_of(value[key], inner)
      end
      open[value] = nil
      if #parts == 0 then return '{' .. line .. indent .. '}' end
      return '{' .. line .. table.concat(parts, ',' .. line) .. line .. indent .. '}'
   end
   return text_of(t, '')
end

-- Writes to a file, or prints.
function pretty.dump(t, name)
   if not name then
      print_old(pretty.write(t))
      return true
   end
   return utils.writefile(name, pretty.write(t))
end

function pretty.debug(...)
   local list = {...}
   for i = 1, select('#', ...) do list[i] = pretty.write(list[i], '') end
   print_old(table.concat(list, '\t'))
end

-- The table of a source that is a table constructor and nothing else: no functions, no loops.
function pretty.read(text)
   if text:find('[^\'"%w_]function[^\'"%w_]') then return nil, 'cannot have functions in table definition' end
   if not text:find('^%s*{') then return nil, 'cannot read: not a table' end
   local chunk, message = load('return ' .. text, 'tbl', 't', {})
   if not chunk then return nil, message end
   local ok, result = pcall(chunk)
   if ok then return result end
   return nil, result
end

-- The global variables that a chunk sets, as a table.
function pretty.load(text, environment, paranoid)
   environment = environment or {}
   if paranoid and (text:find('%f[%w]for%f[%W]') or text:find('%f[%w]while%f[%W]')) then
      return nil, 'looping not allowed'
   end
   local chunk, message = load(text, 'tbl', 't', environment)
   if not chunk then return nil, message end
   local ok, result = pcall(chunk)
   if not ok then return nil, result end
   return environment
end

local UNITS = {{1e9, 'G'}, {1e6, 'M'}, {1e3, 'K'}}

-- 1234 as "1.2K"; kinds: 'N' for numbers, 'M' for bytes, 'T' with commas.
function pretty.number(x, kind, digits)
   if kind == 'T' then
      local text = tostring(x)
      repeat
         local n
         text, n = text:gsub('^(-?%d+)(%d%d%d)', '%1,%2')
      until n == 0
      return text
   end
   for i, unit in ipairs(UNITS) do
      local size = kind == 'M' and 1024 ^ (4 - i) or unit[1]
      if math.abs(x) >= size then return ('%.' .. (digits or 1) .. 'f'):format(x / size) .. (kind == 'M' and unit[2] .. 'iB' or unit[2]) end
   end
   return tostring(x) .. (kind == 'M' and 'B' or '')
end

return setmetatable(pretty, {__call = function(_, t) return pretty.dump(t) end})
