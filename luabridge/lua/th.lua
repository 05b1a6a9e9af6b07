-- What `th` does with its command line: run a script, execute a statement, load libraries, enter the interpreter.
local B = ...
local raw = B.raw

B.th = {}

-- Runs a script as th does: `arg` is set, and the script gets the arguments as its `...`.
function B.th.run(path, ...)
   local chunk, message = raw.loadfile(path)
   if not chunk then raw.error(message, 0) end
   return chunk(...)
end

function B.th.execute(source, name, ...)
   local chunk, message = raw.loadstring(source, name)
   if not chunk then raw.error(message, 0) end
   return chunk(...)
end

function B.th.set_arguments(script, options, arguments)
   arg = {}
   for i, value in raw.ipairs(arguments) do arg[i] = value end
   arg[0] = script
   for i, value in raw.ipairs(options) do arg[i - #options - 1] = value end
end

function os.exit(code)
   if code == nil then code = true end
   if raw.type(code) ~= 'boolean' then
      local number = raw.tonumber(code)
      if not number then error(("bad argument #1 to 'exit' (number expected, got %s)"):format(type(code)), 2) end
      code = number
   end
   io.stdout:flush()
   B.py.exit(code)
end

function B.th.flush()
   io.stdout:flush()
   io.stderr:flush()
end
