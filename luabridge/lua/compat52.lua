-- What Torch's LuaJIT had of Lua 5.2 and lupa's has not, and the collector's switches.
local B = ...
local raw = B.raw

function table.pack(...) return {n = raw.select('#', ...), ...} end

local find = string.find
function string.find(text, pattern, init, plain)
   if init and raw.type(text) == 'string' and raw.type(init) == 'number' and init > #text + 1 then return nil end
   return find(text, pattern, init, plain)
end

-- What else lupa's LuaJIT leaves out.
string.gfind = string.gmatch
package.searchers = package.loaders
function debug.getuservalue(value) return raw.type(value) == 'userdata' and debug.getfenv(value) or nil end
function debug.setuservalue(value, environment) return debug.setfenv(value, environment) end
local set_metatable = debug.setmetatable
function debug.setmetatable(value, mt)
   set_metatable(value, mt)
   return value
end

-- coroutine.running: the main state shows itself as a coroutine that nobody can resume.
local running, main = coroutine.running, coroutine.create(function() end)
function coroutine.running()
   local co = running()
   if co then return co, false end
   return main, true
end

-- Tracebacks do not show the bridge's own functions.
local traceback = debug.traceback
function debug.traceback(...)
   local first, level = ...
   local kind = raw.type(first)
   local text
   if kind == 'thread' then
      text = traceback(...)
   elseif raw.select('#', ...) > 0 and kind ~= 'string' and kind ~= 'number' then
      return first
   else
      text = traceback(first or '', (level or 1) + 1)
   end
   if raw.type(text) ~= 'string' then return text end
   local message, trace = text:match('^(.*)(stack traceback:.*)$')
   return (message or '') .. B.clean_traceback(trace or text)
end

-- Lua's collector must finish what it starts: lupa's cache frees objects still in use while a cycle is half done.
local collect = raw.collectgarbage
collect('setstepmul', 0)
function collectgarbage(option, argument)
   if option == 'setstepmul' then return 200 end
   if option == nil or option == 'collect' or option == 'step' then
      collect('collect')
      B.py.collected()
      return option == 'step' or 0
   end
   return collect(option, argument)
end
