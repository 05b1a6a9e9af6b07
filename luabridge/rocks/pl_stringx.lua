-- require 'pl.stringx': strings as Python has them
local utils = require 'pl.utils'
local List = require 'pl.List'
local check = utils.assert_string
local stringx = {}

for name, pattern in pairs {isalpha = '%a', isdigit = '%d', isalnum = '%w', isspace = '%s', islower = '[%l%s]', isupper = '[%u%s]'} do
   stringx[name] = function(text)
      check(1, text)
      return text:find('^' .. pattern .. '+$') ~= nil
   end
end

local function any_of(affixes, matches)
   if type(affixes) == 'string' then return matches(affixes) end
   for _, affix in ipairs(affixes) do
      if matches(affix) then return true end
   end
   return false
end

function stringx.startswith(text, prefix)
   check(1, text)
   return any_of(prefix, function(start) return text:sub(1, #start) == start end)
end

function stringx.endswith(text, suffix)
   check(1, text)
   return any_of(suffix, function(ending) return #text >= #ending and text:sub(#text - #ending + 1) == ending end)
end

function stringx.join(separator, list)
   check(1, separator)
   return table.concat(utils.array_tostring(list), separator)
end

function stringx.splitlines(text, keep_ends)
   check(1, text)
   local lines = List()
   for line, ending in text:gmatch('([^\r\n]*)(\r?\n?)') do
      if ending == '' and line == '' then break end
      lines:append(keep_ends and line .. ending or line)
   end
   return lines
end

function stringx.lines(text)
   local lines, i = stringx.splitlines(text), 0
   return function()
      i = i + 1
      return lines[i]
   end
end

-- The parts between separators (white space); n is the number of splits, of parts where it is white space.
function stringx.split(text, separator, n)
   check(1, text)
   if separator then return List(utils.split(text, separator, true, n and n + 1)) end
   return List(utils.split(text, nil, false, n))
end

function stringx.expandtabs(text, size)
   size = size or 8
   return (text:gsub('([^\t\r\n]*)\t', function(before) return before .. (' '):rep(size - #before % size) end))
end

function stringx.lfind(text, part, first, last)
   local i, j = text:find(part, first, true)
   return i and (not last or j <= last) and i or nil
end

function stringx.rfind(text, part, first, last)
   local place = last and last - #part + 1 or #text - #part + 1
   for i = place, first or 1, -1 do
      if text:sub(i, i + #part - 1) == part then return i end
   end
end

function stringx.replace(text, old, new, n)
   check(1, text)
   return (text:gsub(utils.escape(old), (new:gsub('%%', '%%%%')), n))
end

function stringx.count(text, part)
   check(1, text)
   return select(2, text:gsub(utils.escape(part), '%0'))
end

local function padding(text, width, fill) return (fill or ' '):rep(width - #text) end

function stringx.ljust(text, width, fill) return text .. padding(text, width, fill) end

function stringx.rjust(text, width, fill) return padding(text, width, fill) .. text end

function stringx.center(text, width, fill)
   local left = math.floor(math.max(width - #text, 0) / 2)
   return stringx.ljust((fill or ' '):rep(left) .. text, width, fill)
end

local function class_of(characters) return characters and '[' .. utils.escape(characters) .. ']' or '%s' end

function stringx.lstrip(text, characters)
   check(1, text)
   return (text:gsub('^' .. class_of(characters) .. '+', ''))
end

function stringx.rstrip(text, characters)
   check(1, text)
   local last, class = #text, class_of(characters)
   while last > 0 and text:find(class, last) == last do last = last - 1 end
   return text:sub(1, last)
end

function stringx.strip(text, characters) return stringx.rstrip(stringx.lstrip(text, characters), characters) end

local function parts_at(text, place, separator)
   if not place then return nil end
   return text:sub(1, place - 1), separator, text:sub(place + #separator)
end

function stringx.partition(text, separator)
   if text:find(separator, 1, true) then return parts_at(text, text:find(separator, 1, true), separator) end
   return text, '', ''
end

function stringx.rpartition(text, separator)
   local place = stringx.rfind(text, separator)
   if place then return parts_at(text, place, separator) end
   return '', '', text
end

function stringx.at(text, i) return text:sub(i, i) end

function stringx.title(text)
   return (text:gsub('(%S)(%S*)', function(first, rest) return first:upper() .. rest:lower() end))
end

function stringx.shorten(text, width, at_end)
   if #text <= width then return text end
   if width < 3 then return ('...'):sub(1, width) end
   return at_end and '...' .. text:sub(#text - width + 4) or text:sub(1, width - 3) .. '...'
end

-- A string as Lua source
function stringx.quote_string(text)
   if text:find('\n') and not text:find('\r') and text:sub(-1) ~= ']' then
      local level = ''
      while text:find(']' .. level .. ']', 1, true) do level = level .. '=' end
      return '[' .. level .. '[' .. (text:sub(1, 1) == '\n' and '\n' or '') .. text .. ']' .. level .. ']'
   end
   return (('%q'):format(text):gsub('\r', '\\r'))
end

stringx.format_operator = function() require('pl.text').format_operator() end

-- Makes all of this methods of strings.
function stringx.import()
   for name, f in pairs(stringx) do
      if not string[name] then string[name] = f end
   end
end

return stringx
