-- What Torch's LuaJIT had of Lua 5.2 and lupa's has not, and the collector's switches.
local B = ...
local raw = B.raw

function table.pack(...) return {n = raw.select('#', ...), ...} end

-- os.execute: true or nil, "exit" or "signal", code
local execute = os.execute
function os.execute(command)
   io.stdout:flush()
   if command == nil then return execute() ~= 0 end
   local status = execute(command)
   if raw.type(status) ~= 'number' then return status end
   if B.windows then return status == 0 or nil, 'exit', status end
   if status == -1 then return nil, 'cannot run', -1 end
   local signal = status % 128
   if signal ~= 0 then return nil, 'signal', signal end
   local code = math.floor(status / 256)
   return code == 0 or nil, 'exit', code
end

local popen = io.popen
function io.popen(...)
   io.stdout:flush()
   return popen(...)
end

-- coroutine.running: the main state has no object to give here, so only the second result is right.
local running = coroutine.running
function coroutine.running()
   local co = running()
   return co, co == nil
end

-- Lua's collector must finish what it starts: lupa's cache frees objects still in use while a cycle is half done.
local collect = raw.collectgarbage
collect('setstepmul', 0)
function collectgarbage(option, argument)
   if option == 'setstepmul' then return 200 end
   if option == 'step' then
      collect('collect')
      return true
   end
   if option == nil or option == 'collect' then
      collect('collect')
      B.py.collected()
      return 0
   end
   return collect(option, argument)
end
