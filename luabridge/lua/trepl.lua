-- What Torch's interpreter has loaded before a script runs (paths, sys, xlua, Penlight), and its own global functions.
local B = ...
local raw = B.raw
local rawget, rawset, rawtype = raw.rawget, raw.rawset, raw.type

require 'xlua'  -- brings paths and sys

-- Runs a file of the caller's folder.
function include(name, depth) paths.dofile(name, 3 + (depth or 0)) end

-- Puts what a package offers among the globals.
function import(name, forced)
   local package = require(name)
   local symbols = rawget(_G, name) or package
   if rawtype(symbols) ~= 'table' then return end
   _torchimport = rawget(_G, '_torchimport') or {}
   _torchimport[name] = symbols
   for key, value in pairs(symbols) do
      if forced or not _G[key] then rawset(_G, key, value) end
   end
end

-- Penlight: loaded when one of its modules or string % is first used ------------------------------------------------

local PENLIGHT = 'utils path dir tablex stringx pretty text operator lapp types file class seq compat '
   .. 'List Map Set OrderedMap'
local modules = {}
for name in PENLIGHT:gmatch('%a+') do modules[name] = true end

raw.setmetatable(_G, {__index = function(_, key)
   if not modules[key] then return nil end
   raw.setmetatable(_G, nil)
   require 'pl'  -- sets a metatable that loads the modules
   return _G[key]
end})

raw.debug_getmetatable('').__mod = function(template, values)
   require('pl.text').format_operator()  -- replaces this function
   return template % values
end

-- Looking at globals -------------------------------------------------------------------------------------------------

local function summary(value)
   local kind = type(value)
   if torch.isTensor(value) or torch.isStorage(value) then return B.size_text(value) end
   if kind == 'table' then return torch.typename(value) or 'table - size: ' .. #value end
   if kind ~= 'string' then return tostring(value) end
   local text = value:gsub('\n', '\\n')
   return 'string : "' .. (#text > 40 and text:sub(1, 40) .. '...' or text) .. '"'
end

local function show(wanted)
   local width = 0
   for key in pairs(_G) do width = math.max(width, #tostring(key)) end
   for key, value in pairs(_G) do
      if wanted(key) then print(('%-' .. width + 2 .. 's = %s'):format('[' .. tostring(key) .. ']', summary(value))) end
   end
end

-- Prints the script's global variables; with `system` those that were there before, too.
function who(system)
   if system then
      print('== System Variables ==')
      show(function(key) return _preloaded_[key] end)
   end
   print('== User Variables ==')
   show(function(key) return not _preloaded_[key] end)
   print('==')
end

-- Tells of every global variable that is created, or read without being there; with true as an error.
function monitor_G(callback)
   local report = callback == true and error or print
   local known = {}
   for key in pairs(_G) do known[key] = true end
   local colors = B.colors
   local function tell(what, key, event)
      if rawtype(callback) == 'function' then return callback(key, event) end
      local info = debug.getinfo(3, 'Sl')
      local place = colors.magenta .. info.source:gsub('^@', '') .. colors.none .. ':' .. colors.green .. info.currentline
      if info.currentline <= 0 then place = colors.yellow .. '[C-module]' end
      report(colors.red .. what .. ' variable: ' .. colors.blue .. key .. colors.none .. ' @ ' .. place .. colors.none)
   end
   raw.setmetatable(_G, {
      __newindex = function(globals, key, value)
         if not known[key] then tell('created global', key, 'newindex') end
         known[key] = true
         rawset(globals, key, value)
      end,
      __index = function(_, key) tell('attempt to read undeclared', key, 'index') end,
   })
end

_RESULTS, _LAST = {}, ''
_preloaded_ = {}
for key in raw.pairs(_G) do _preloaded_[key] = true end
