-- What Torch's LuaJIT had of Lua 5.2 and lupa's has not, and the collector's switches.
local B = ...
local raw = B.raw

function table.pack(...) return {n = raw.select('#', ...), ...} end

local find = string.find
function string.find(text, pattern, init, plain)
   if init and raw.type(text) == 'string' and raw.type(init) == 'number' and init > #text + 1 then return nil end
   return find(text, pattern, init, plain)
end

-- Files: write returns the file.
local stdout = io.stdout
local File = raw.debug_getmetatable(stdout).__index
local write, io_write = File.write, io.write

local function written(file, ok, ...)
   if ok then return file end
   return ok, ...
end

function File.write(file, ...) return written(file, write(file, ...)) end

function io.write(...) return written(io.output(), io_write(...)) end

-- os.execute: true or nil, "exit" or "signal", code
local execute = os.execute
function os.execute(command)
   stdout:flush()
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
   stdout:flush()
   return popen(...)
end

-- coroutine.running: the main state shows itself as a coroutine that nobody can resume.
local running, main = coroutine.running, coroutine.create(function() end)
function coroutine.running()
   local co = running()
   if co then return co, false end
   return main, true
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
