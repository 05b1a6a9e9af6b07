-- What Lua writes to its standard output goes to Python's sys.stdout: for Lua inside a Python program.
local B = ...
local raw, py = B.raw, B.py
local stdout = io.stdout
local File = raw.debug_getmetatable(stdout).__index
local write, flush = File.write, File.flush
local select, type, tostring, concat = raw.select, raw.type, raw.tostring, table.concat

local function text_of(...)
   local parts = {...}
   for i = 1, select('#', ...) do
      local value = parts[i]
      if type(value) == 'number' then
         parts[i] = tostring(value)
      elseif type(value) ~= 'string' then
         raw.error(("bad argument #%d to 'write' (string expected, got %s)"):format(i, type(value)), 3)
      end
   end
   return concat(parts)
end

function File.write(file, ...)
   if file ~= stdout then return write(file, ...) end
   py.write_out(text_of(...))
   return file
end

function File.flush(file)
   if file == stdout then py.flush_out() return true end
   return flush(file)
end

function io.write(...) return io.output():write(...) end
