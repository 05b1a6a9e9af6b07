-- require 'trepl': what Torch's interpreter puts into the global table; returns its prompt
local B = ...
local raw = B.raw

-- import 'torch': everything of a package as globals.
function import(name, forced)
   local result = require(name)
   local symbols = _G[name] or (type(result) == 'table' and result)
   if not symbols then return end
   _G._torchimport = _G._torchimport or {}
   _G._torchimport[name] = symbols
   for key, value in pairs(symbols) do
      if forced or not _G[key] then _G[key] = value end
   end
end

-- "[x]   = DoubleTensor - size: 2x3": a variable in who().
local function describe(name, value, width)
   local kind, text = type(value), nil
   if kind == 'userdata' then
      local typename = torch.typename(value) or ''
      local sized = typename:find('torch.*Tensor') or typename:find('torch.*Storage')
      text = sized and B.size_text(value) or tostring(value)
   elseif kind == 'table' then
      text = torch.type(value) == 'table' and 'table - size: ' .. #value or torch.type(value)
   elseif kind == 'string' then
      local shown = value:gsub('\n', '\\n')
      text = 'string : "' .. (#shown > 40 and shown:sub(1, 40) .. '...' or shown) .. '"'
   else
      text = tostring(value)
   end
   name = '[' .. tostring(name) .. ']'
   return name .. (' '):rep(width - #name + 2) .. ' = ' .. text
end

-- Prints the user's globals, with `system` those of the packages too.
function who(system)
   local width = 0
   for name in pairs(_G) do width = math.max(width, #tostring(name)) end
   local function list(wanted)
      for name, value in pairs(_G) do
         if (_G._preloaded_[name] or false) == wanted then print(describe(name, value, width)) end
      end
   end
   if system then
      print('== System Variables ==')
      list(true)
   end
   print('== User Variables ==')
   list(false)
   print('==')
end

-- Reports new globals and reads of unknown ones: to `action(name, event)`, by print, or (with true) as errors.
function monitor_G(action)
   local known = {}
   for name in raw.pairs(_G) do known[name] = true end
   local report = action == true and error or print
   local function tell(event, text, name)
      if type(action) == 'function' then return action(name, event) end
      local info = debug.getinfo(3, 'Sl')
      report(text .. tostring(name) .. ' @ ' .. (info.currentline > 0 and info.source:gsub('^@', '') .. ':' .. info.currentline or '[C-module]'))
   end
   setmetatable(_G, {
      __newindex = function(globals, name, value)
         if not known[name] then tell('newindex', 'created global variable: ', name) end
         known[name] = true
         raw.rawset(globals, name, value)
      end,
      __index = function(_, name) tell('index', 'attempt to read undeclared variable: ', name) end,
   })
end

_G._preloaded_ = {}
for name in raw.pairs(_G) do _G._preloaded_[name] = true end

return function() B.py.enter_repl() end
