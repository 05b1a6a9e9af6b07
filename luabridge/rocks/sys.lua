-- require 'sys': time, processes, colours, splitting of strings
local B = ...
local raw = B.raw
local io, os = io, os

require 'paths'

sys = B.rock_members('sys')

local started
function sys.tic() started = sys.clock() end

function sys.toc(verbose)
   local elapsed = sys.clock() - started
   if verbose then print(elapsed) end
   return elapsed
end

local function trimmed(text) return (text:gsub('^%s*', ''):gsub('%s*$', '')) end

-- What a command writes, without the white space around it.
function sys.execute(command)
   local pipe = io.popen(command .. ' 2>&1')
   local text = pipe:read('*all')
   pipe:close()
   return trimmed(text)
end

-- The same through a file; `what` is the format to read.
function sys.fexecute(command, what)
   local name = os.tmpname()
   os.execute(command .. ' >' .. name .. ' 2>&1')
   local file = assert(io.open(name))
   local text = file:read(what or '*all')
   file:close()
   os.remove(name)
   return trimmed(text)
end

local NAMES = {Linux = 'linux', Darwin = 'macos', Windows = 'windows'}
function sys.uname() return NAMES[(paths.uname())] or '?' end
sys.OS = sys.uname()

for name, command in raw.pairs {ls = 'ls ', ll = 'ls -l ', la = 'ls -a ', lla = 'ls -la '} do
   sys[name] = function(folder) return sys.execute(command .. (folder or ' ')) end
end

sys.prefix = ''
sys.fpath = require 'sys.fpath'
sys.COLORS = require 'sys.colors'
sys.dirname, sys.concat = paths.dirname, paths.concat

-- The parts of a string between matches of a pattern; an empty part at the start is left out, as is one at the end.
function sys.split(text, pattern)
   local parts, place = {}, 1
   local first, last, part = text:find('(.-)' .. pattern, place)
   while first do
      if first ~= 1 or part ~= '' then parts[#parts + 1] = part end
      place = last + 1
      first, last, part = text:find('(.-)' .. pattern, place)
   end
   if place <= #text then parts[#parts + 1] = text:sub(place) end
   return parts
end

function sys.isNaN(number) return number ~= number end

function sys.sleep(seconds) sys.usleep(seconds * 1000000) end

return sys
