-- Errors between the two languages. In Lua an error of Python is a string with the position of the Lua line
-- that made the call; error values of Lua go through Python unchanged.
local B = ...
local raw, py, records, adopt, is_python = B.raw, B.py, B.records, B.adopt, B.is_python
local type, select, rawpcall, rawxpcall, error = raw.type, raw.select, raw.pcall, raw.xpcall, raw.error
local getinfo, traceback = debug.getinfo, debug.traceback
local find, match, format = string.find, string.match, string.format

local BRIDGE = '^=luabridge'

-- Position of the Lua line that called into the bridge, as luaL_where gives it: "file.lua:12: " or "".
-- Also the record of that call: how the function was named there. `thread` is nil for the running one.
local function where(level, thread)
   local function info(l, what)
      if thread then return getinfo(thread, l, what) end
      return getinfo(l + 1, what)
   end
   local frame, called, seen_c = info(level, 'S'), nil, false
   while frame do
      if frame.what == 'C' then
         if seen_c or called then return '', called end
         seen_c = true
      elseif find(frame.source, BRIDGE) then
         called = info(level, 'nf')
      elseif frame.what ~= 'tail' then
         local line = info(level, 'l').currentline
         if line < 0 then return '', called end
         return format('%s:%d: ', info(level, 'S').short_src, line), called
      end
      level = level + 1
      frame = info(level, 'S')
   end
   return '', called
end

-- "bad argument #2 to '?' (...)" with the name of the function and the number it has at the call.
local function name_argument(text, called)
   local number, rest = match(text, "^bad argument #(%d+) to '%?'(.*)$")
   if not number or not called or not called.name or called.name == '' then return text end
   number = raw.tonumber(number)
   if called.namewhat == 'method' then
      number = number - 1
      if number == 0 then return format("calling '%s' on bad self%s", called.name, rest) end
   end
   return format("bad argument #%d to '%s'%s", number, called.name, rest)
end

-- Functions that in Torch run behind a C function of luaT's or cwrap's (torch.max, torch.Tensor, x[i], x + y): their
-- errors have neither a position nor the function's name.
local nameless = setmetatable({}, {__mode = 'k'})
B.nameless = nameless

-- What luaT and the wrappers say themselves has a position.
local function of_wrapper(text)
   return find(text, '^the class [%w%.]+ cannot be indexed$') or find(text, '^[%w%.]+ does not implement the torch%.')
end

local function is_nameless(called)
   return called and (called.namewhat == 'metamethod' or nameless[called.func])
end

-- Is this a Python exception that no pcall may hold up (Ctrl-C, os.exit)?
local function is_fatal(err)
   return type(err) == 'userdata' and is_python(err) and (records[err] or adopt(err)).fatal
end
B.is_fatal = is_fatal

-- An error of a C function that a function of the bridge called, as if the script had called the C function.
local function relocate(err, level, thread)
   local text = match(err, '^luabridge[%w.]*:%d+: (.*)$')
   if not text then return err end
   text = text:gsub("^(bad argument #%d+ to )'[^']*'", "%1'?'")
   local position, called = where(level + 1, thread)
   if is_nameless(called) then return text end
   return position .. name_argument(text, called)
end

-- What Lua sees of an error that was thrown at `level` (of `thread`).
local function translate(err, level, thread)
   if type(err) == 'string' then return relocate(err, level, thread) end
   if type(err) ~= 'userdata' or not is_python(err) then return err end
   local record = records[err] or adopt(err)
   if record.kind ~= 'exception' or record.fatal then return err end
   local ok, kind, value = rawpcall(py.explain, err)
   rawpcall(py.forget, '')  -- lupa keeps the last exception with its frames: one raised in C has none
   if not ok then return 'stack overflow' end
   if kind == 'value' then return B.out(value) end
   local position, called = where(level + 1, thread)
   if is_nameless(called) and not of_wrapper(value) then return value end
   return position .. name_argument(value, called)
end

local function handler(err) return translate(err, 2) end

-- A traceback without the bridge's own frames; functions of Python show as C functions do.
local function clean_traceback(text)
   local lines = {}
   for line in text:gmatch('[^\n]+') do
      local name = match(line, "^%s+luabridge%.call:%d+: in function '(.*)'$")
         or match(line, "^%s+luabridge%.errors:%d+: in function '(x?pcall)'$")
         or match(line, "^%s+luabridge%.sort:%d+: in function '(sort)'$")
      if name then
         lines[#lines + 1] = format("\t[C]: in function '%s'", name)
      elseif not find(line, '^%s+luabridge[%.%w_]*:') and not find(line, "^%s+%[C%]: in function 'rawxpcall'")
         and not find(line, "^%s+%[C%]: in function 'call'") then
         lines[#lines + 1] = line
      end
   end
   return table.concat(lines, '\n')
end
B.clean_traceback = clean_traceback

local last_traceback
local function tracing_handler(err)
   if is_fatal(err) then return err end
   local value = translate(err, 2)
   last_traceback = clean_traceback(traceback('', 2))
   return value
end

-- The protected calls of scripts ------------------------------------------------------------------------

-- Where the stack is full, there is no room for a handler either.
local function readable(err) return err == 'error in error handling' and 'stack overflow' or err end

local function protected(ok, ...)
   if ok then return true, ... end
   local err = ...
   if is_fatal(err) then error(err, 0) end
   return false, readable(err)
end

function pcall(f, ...) return protected(rawxpcall(f, handler, ...)) end

function xpcall(f, h, ...)
   if type(h) ~= 'function' then return protected(rawxpcall(f, h, ...)) end
   return protected(rawxpcall(f, function(err)
      if is_fatal(err) then return err end
      return h(translate(err, 2))
   end, ...))
end

-- Calls from Python --------------------------------------------------------------------------------------

local FAILED, into, into_all, out, plain = B.failed, B.into, B.into_all, B.out, B.plain

local function finish(ok, first, ...)
   if ok then
      if ... == nil and select('#', ...) == 0 then
         if not plain[type(first)] or first == 0 then return into(first) end
         return first
      end
      return into_all(first, ...)
   end
   if is_fatal(first) then return FAILED, first end
   first = readable(first)
   local text = first
   if type(text) ~= 'string' then
      if type(text) == 'number' then text = raw.tostring(text)
      elseif text == nil then text = 'nil'
      else
         local done, shown = rawpcall(raw.tostring, text)
         text = done and shown or format('(error object is a %s value)', type(text))
      end
   end
   local trace = last_traceback
   last_traceback = nil
   return FAILED, nil, text, trace, into(first)
end

-- Calls `f` with what Python handed over; gives its results, or FAILED and what happened.
function B.call(f, ...)
   if select('#', ...) == 0 then return finish(rawxpcall(f, tracing_handler)) end
   return finish(rawxpcall(f, tracing_handler, out(...)))
end

-- Coroutines ---------------------------------------------------------------------------------------------
-- The coroutine stays in a slot of our frame: Python calls made inside may clear the frame of resume itself.

local rawcreate, rawresume = coroutine.create, coroutine.resume

local function translate_dead(co, err)
   return translate(err, 0, co)
end

local function resumed(co, ok, ...)
   if ok then return true, ... end
   local err = ...
   if is_fatal(err) then error(err, 0) end
   return false, translate_dead(co, err)
end

function coroutine.resume(co, ...) return resumed(co, rawresume(co, ...)) end

local function unwrapped(co, ok, ...)
   if ok then return ... end
   local err = ...
   if is_fatal(err) then error(err, 0) end
   error(translate_dead(co, err), 2)
end

function coroutine.wrap(f)
   local co = rawcreate(f)
   return function(...) return unwrapped(co, rawresume(co, ...)) end
end

-- "file.lua:12" of a function.
function B.where_defined(f)
   local info = getinfo(f, 'S')
   return info.what == 'C' and '[C]' or info.short_src .. ':' .. info.linedefined
end

-- Errors raised by the bridge's own Lua code, at the line of the script.
function B.raise(text, level)
   local position, called = where(level or 2)
   error(position .. name_argument(text, called), 0)
end

B.where, B.translate = where, translate
