-- require 'xlua': arguments with checks and help, printing, progress bar, and what it adds to table and string
local B = ...
local raw = B.raw
local concat, insert = table.concat, table.insert

require 'sys'
xlua = {}

-- Names that xlua.clearall and xlua.who take for the system's.
local protected = {}
for name in raw.pairs(_G) do protected[name] = true end

require 'xlua.OptionParser'
require 'xlua.Profiler'

-- Printing ---------------------------------------------------------------------------------------------------

local WIDEST = 40  -- longer values are cut

local function fields_text(object)
   local lines = {}
   for key, value in pairs(object) do
      local text
      if type(value) == 'userdata' then
         text = '[' .. key .. '] = <userdata>'
      else
         text = tostring(value):gsub('\n', '\\n')
         if #text > WIDEST then text = text:sub(1, WIDEST) .. sys.COLORS.none .. ' ... ' end
         text = '[' .. tostring(key) .. '] = ' .. text
      end
      lines[#lines + 1] = text
   end
   return '{' .. concat(lines, ',\n ') .. '}'
end

local function print_table(object)
   local mt = getmetatable(object)
   if mt and mt.__tostring__ then return io.write(mt.__tostring__(object)) end
   local text = tostring(object)
   if text and not text:find('table: ') then
      if type(object.usage) == 'string' then
         io.write(object.usage)
         io.write('\n\nFIELDS:\n')
      else
         io.write(text .. ':\n')
      end
   end
   io.write(fields_text(object))
end

function xlua.print(object, ...)
   if type(object) == 'table' then print_table(object) else io.write(tostring(object)) end
   if select('#', ...) > 0 then
      io.write('    ')
      print(...)
   else
      io.write('\n')
   end
end
xprint = xlua.print

-- From now on what io.write and print write goes to a file, too.
function xlua.log(name, append)
   os.execute('mkdir -p "' .. sys.dirname(name) .. '"')
   local file = assert(io.open(name, append and 'a' or 'w'))
   io._write, _G._print = io.write, print
   print = xlua.print
   function io.write(...)
      io._write(...)
      for i = 1, select('#', ...) do file:write((select(i, ...))) end
      file:flush()
   end
end

local function quoted(text)
   text = text:gsub('\n', '\\n')
   if text:gsub('[^\'"]', ''):find('^"+$') then return "'" .. text .. "'" end
   return '"' .. text:gsub('"', '\\"') .. '"'
end

local function value_text(value)
   if type(value) == 'string' then return quoted(value) end
   return type(value) == 'table' and xlua.table2string(value) or tostring(value)
end

-- A table as Lua source; with `newline` one field a line.
function xlua.table2string(list, newline)
   local parts, done = {}, {}
   for i, value in ipairs(list) do
      parts[i], done[i] = value_text(value), true
   end
   for key, value in pairs(list) do
      if not done[key] then
         local plain = type(key) == 'string' and key:match('^[_%a][_%a%d]*$')
         insert(parts, (plain and key or '[' .. value_text(key) .. ']') .. (newline and ' : ' or '=') .. value_text(value))
      end
   end
   if newline then return '{\n   ' .. concat(parts, '\n   ') .. '\n}' end
   return '{' .. concat(parts, ',') .. '}'
end

-- Names ----------------------------------------------------------------------------------------------------------

function xlua.clear(name)
   _G[name] = nil
   collectgarbage()
end

function xlua.clearall()
   for name in pairs(_G) do
      if not protected[name] then
         _G[name], package.loaded[name] = nil, nil
      end
   end
   collectgarbage()
end

function xlua.who()
   local libraries, variables = {}, {}
   for name, value in pairs(_G) do
      if package.loaded[name] and name ~= '_G' then
         insert(libraries, name)
      elseif not protected[name] then
         variables[name] = value
      end
   end
   for _, item in ipairs {'', 'Global Libs:', libraries, '', 'Global Vars:', variables, ''} do xlua.print(item) end
end

function xlua.installed(name)
   local path = package.searchpath(name, package.path) or package.searchpath(name, package.cpath)
   return path ~= nil, path or package.path .. ';' .. package.cpath
end

-- require that tells of a failure instead of raising it
function xlua.require(name)
   local ok, loaded = pcall(require, name)
   if ok then return loaded end
   print(loaded)
   print('warning: <' .. name .. '> could not be loaded (is it installed?)')
   return false
end
xrequire = xlua.require

function string.tosymbol(text)
   local ok, result = pcall(loadstring('return ' .. text))
   if not ok then error(result) end
   if not result then error('symbol "' .. text .. '" does not exist') end
   return result
end

-- Errors -----------------------------------------------------------------------------------------------------------

function xlua.error(message, domain, usage)
   if domain then message = '<' .. domain .. '> ' .. message end
   local text = sys.COLORS.Red .. tostring(message) .. sys.COLORS.none
   error(usage and text .. '\n' .. usage or text)
end
xerror = xlua.error

function xlua.trycatch(try, catch)
   local ok, message = pcall(try)
   if not ok then catch(message) end
end

-- Tables and strings --------------------------------------------------------------------------------------------------

-- The list without `length` elements from `start` on, and these.
function table.splice(list, start, length)
   start = start or 1
   local after = start + (length or 1)
   local kept, removed = {}, {}
   for i, item in ipairs(list) do insert((i < start or i >= after) and kept or removed, item) end
   return kept, removed
end

-- One element for each value of `key`; `merge` makes one out of two.
function table.prune(list, key, merge)
   local found, result = {}, {}
   for _, item in ipairs(list) do
      local k = item
      if key then k = key(item) end
      found[k] = merge and found[k] and merge(item, found[k]) or item
   end
   for _, item in pairs(found) do insert(result, item) end
   return result
end

string.split = sys.split

-- Values for options from environment variables of the same names.
function xlua.envparams(defaults)
   local result = {}
   for name, value in pairs(defaults) do
      local text = os.getenv(name)
      if text ~= nil then
         if type(value) == 'number' then
            value = assert(tonumber(text))
         elseif type(value) == 'boolean' and (text:find('^[Tt]rue$') or text:find('^[Ff]alse$')) then
            value = text:lower() == 'true'
         else
            value = text
         end
      end
      result[name] = value
   end
   return result
end

require 'xlua.progress'
require 'xlua.arguments'

return xlua
