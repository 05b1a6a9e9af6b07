-- require 'pl.utils': functions that Penlight's modules and scripts share
local compat = require 'pl.compat'

local utils = {_VERSION = '1.10.0', unpack = unpack, pack = table.pack, load = load, setfenv = setfenv, getfenv = getfenv,
               execute = compat.execute, dir_separator = compat.dir_separator}

-- Metatables that Penlight gives to the tables it makes; the classes List, Map ... register themselves here.
utils.stdmt = {List = {_name = 'List'}, Map = {_name = 'Map'}, Set = {_name = 'Set'}, MultiMap = {_name = 'MultiMap'}}

function utils.printf(format, ...) io.write(format:format(...)) end

function utils.fprintf(file, format, ...) file:write(format:format(...)) end

function utils.quit(code, message, ...)
   if type(code) == 'string' then code, message = -1, code:format(message, ...)
   elseif message then message = message:format(...) end
   if message then io.stderr:write(message, '\n') end
   os.exit(code or -1, true)
end

function utils.escape(text) return (text:gsub('[%-%.%+%[%]%(%)%$%^%%%?%*]', '%%%1')) end

function utils.choose(condition, a, b)
   if condition then return a end
   return b
end

-- Checking -------------------------------------------------------------------------------------------------------

function utils.is_callable(value)
   local mt = getmetatable(value)
   return type(value) == 'function' or (type(mt) == 'table' and rawget(mt, '__call') ~= nil)
end

function utils.is_type(value, kind)
   if type(kind) == 'string' then return type(value) == kind end
   return getmetatable(value) == kind
end

-- An error names the argument; `verify` and `message` check its value.
function utils.assert_arg(number, value, kind, verify, message, level)
   if type(value) ~= kind then
      error(('argument %d expected a \'%s\', got a \'%s\''):format(number, kind, type(value)), level or 2)
   end
   if verify and not verify(value) then error(('argument %d: \'%s\' %s'):format(number, value, message), level or 2) end
   return value
end

function utils.assert_string(number, value) return utils.assert_arg(number, value, 'string', nil, nil, 3) end

-- What to do about errors of file functions: 'default' gives nil and a message.
local on_error = 'default'
function utils.on_error(mode) on_error = mode end

function utils.raise(message)
   if on_error == 'default' then return nil, message end
   if on_error == 'quit' then utils.quit(message) end
   error(message, 2)
end

-- Functions ------------------------------------------------------------------------------------------------------

-- "|x, y| x + y" or "_ + 1" as a function
function utils.string_lambda(text)
   local arguments, body = text:match('|([^|]*)|(.+)')
   if not arguments and text:find('_') then arguments, body = '_', text end
   if not arguments then error('not a string lambda: ' .. text, 2) end
   return assert(loadstring('return function(' .. arguments .. ') return ' .. body .. ' end'))()
end

-- A function, an operator's name, a string lambda or anything that can be called, as a function.
function utils.function_arg(number, value, message)
   if type(value) == 'function' then return value end
   if type(value) == 'string' then
      local operator = require('pl.operator').optable[value]
      return operator or utils.string_lambda(value)
   end
   if utils.is_callable(value) then return function(...) return value(...) end end
   error(message or ('argument %d: must be callable'):format(number), 3)
end

function utils.bind1(f, first)
   f = utils.function_arg(1, f)
   return function(...) return f(first, ...) end
end

function utils.bind2(f, second)
   f = utils.function_arg(1, f)
   return function(first, ...) return f(first, second, ...) end
end

function utils.memoize(f)
   local known = {}
   return function(key)
      if known[key] == nil then known[key] = f(key) end
      return known[key]
   end
end

-- Strings and files ------------------------------------------------------------------------------------------------

-- The parts between matches of `separator` (white space); at most n of them.
function utils.split(text, separator, plain, n)
   local parts, place = {}, 1
   if separator == '' then return {text} end
   if not separator then
      text, separator = text:gsub('^%s+', ''), '%s+'
   end
   while true do
      local first, last = text:find(separator, place, plain)
      if not first or (n and #parts == n - 1) then
         local rest = text:sub(place)
         if rest ~= '' or #parts > 0 and separator ~= '%s+' then parts[#parts + 1] = rest end
         return parts
      end
      parts[#parts + 1] = text:sub(place, first - 1)
      place = last + 1
   end
end

function utils.splitv(...) return unpack(utils.split(...)) end

function utils.array_tostring(list, result, format)
   result = result or {}
   for i, value in ipairs(list) do
      result[i] = format and (type(format) == 'function' and format(value, i) or format:format(value)) or tostring(value)
   end
   return result
end

function utils.readfile(name, binary)
   local file, message = io.open(name, binary and 'rb' or 'r')
   if not file then return utils.raise(message) end
   local text = file:read('*a')
   file:close()
   return text
end

function utils.writefile(name, text, binary)
   local file, message = io.open(name, binary and 'wb' or 'w')
   if not file then return utils.raise(message) end
   file:write(text)
   file:close()
   return true
end

function utils.readlines(name)
   local file, message = io.open(name, 'r')
   if not file then return utils.raise(message) end
   local lines = {}
   for line in file:lines() do lines[#lines + 1] = line end
   file:close()
   return lines
end

-- Runs a command; whether it went well, its exit code, and what it wrote to its output and error streams.
function utils.executeex(command)
   local out, err = os.tmpname(), os.tmpname()
   local done, code = compat.execute(command .. ' > ' .. out .. ' 2> ' .. err)
   local text, errors = utils.readfile(out), utils.readfile(err)
   os.remove(out)
   os.remove(err)
   return done, code, text or '', errors or ''
end

-- Puts what a module (or its name) holds into a table, _G if none is given.
function utils.import(module, place)
   if type(module) == 'string' then module = require(module) end
   for key, value in pairs(module or {}) do (place or _G)[key] = value end
   return place or _G
end

return utils
