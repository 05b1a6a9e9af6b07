-- Files and processes as LuaJIT with Lua 5.2's library has them: write returns the file, os.execute and the closing
-- of a pipe tell how the process ended.
local B = ...
local raw, ffi = B.raw, B.ffi
local type, getmetatable = raw.type, raw.debug_getmetatable
local texts = B.texts
local File = getmetatable(io.stdout).__index
local write, io_write = File.write, io.write

local BROKEN_PIPE = 32

-- Where nobody reads standard output any more, th ends as C programs do; a script that only writes would never stop.
local function check_pipe(ok, _, code)
   if not ok and code == BROKEN_PIPE and B.py.pipe_broke then B.py.pipe_broke() end
end
B.check_pipe = check_pipe

local function written(file, ok, ...)
   if ok then return file end
   if file == io.stdout then check_pipe(ok, ...) end
   return ok, ...
end

function File.write(file, ...) return written(file, write(file, texts(...))) end

function io.write(...) return written(io.output(), io_write(texts(...))) end

-- How a process ended: true or nil, "exit" or "signal", code.
local function ending(status)
   if B.windows then return status == 0 or nil, 'exit', status end
   if status == -1 then return nil, 'cannot run', -1 end
   local signal = status % 128
   if signal ~= 0 then return nil, 'signal', signal end
   local code = math.floor(status / 256)
   return code == 0 or nil, 'exit', code
end

local execute = os.execute
function os.execute(command)
   if command == nil then return execute() ~= 0 end
   local status = execute(command)
   if type(status) ~= 'number' then return status end
   return ending(status)
end

-- Pipes -----------------------------------------------------------------------------------------------------

local pipes = raw.setmetatable({}, {__mode = 'k'})

local popen = io.popen
function io.popen(...)
   local pipe, message, code = popen(...)
   if not pipe then return pipe, message, code end
   pipes[pipe] = true
   return pipe
end

local close = File.close

-- Closes a pipe through C, which tells how its process ended; Lua's own close keeps that to itself.
local close_pipe = close
if ffi and not B.windows then
   ffi.cdef [[
      typedef struct { void *file; uint32_t type; } luabridge_file;
      int pclose(void *file);
      int setvbuf(void *file, char *buffer, int mode, size_t size);
      void *malloc(size_t size);
      int fileno(void *file);
   ]]
   local file_pointer = ffi.typeof('luabridge_file*')
   local function pointer_to(file) return ffi.cast(file_pointer, raw.tonumber((('%p'):format(file)))) end

   -- Gives standard output the buffer that C gives it, and Python took away (PYTHONUNBUFFERED): what child processes
   -- print comes where it comes under th, and output is not written byte by byte.
   function B.buffer_output(terminal)
      local size = 4096
      ffi.C.setvbuf(pointer_to(io.stdout).file, ffi.cast('char*', ffi.C.malloc(size)), terminal and 1 or 0, size)
   end

   function B.file_number(file) return ffi.C.fileno(pointer_to(file).file) end

   close_pipe = function(pipe)
      local file = pointer_to(pipe)
      local status = ffi.C.pclose(file.file)
      file.file = nil  -- what Lua takes for closed
      return ending(status)
   end
end

function File.close(file, ...)
   if type(file) == 'userdata' and pipes[file] then
      pipes[file] = nil
      return close_pipe(file)
   end
   return close(file, ...)
end

local io_close = io.close
function io.close(...)
   local file = ...
   if type(file) == 'userdata' and pipes[file] then return file:close() end
   return io_close(...)
end
