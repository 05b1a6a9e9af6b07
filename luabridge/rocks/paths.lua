-- require 'paths': names of files and folders
local B = ...
local raw = B.raw

paths = B.rock_members('paths')
paths.require = require

function paths.is_win() return (paths.uname():match('Windows')) end

function paths.is_mac() return (paths.uname():match('Darwin')) end

paths.home = os.getenv('HOME') or '.'
if paths.is_win() then paths.home = (os.getenv('HOMEDRIVE') or 'C:') .. (os.getenv('HOMEPATH') or '\\') end

-- Walks over the names in a folder that `filter`, a pattern or a function, accepts.
function paths.files(folder, filter)
   local names = paths.dir(folder) or {}
   local accept = filter
   if type(filter) == 'string' then
      accept = function(name) return name:find(filter) end
   elseif filter and type(filter) ~= 'function' then
      error('Expecting optional arg 2 to be function or string. Got : ' .. torch.type(filter))
   end
   local i = 0
   return function()
      repeat i = i + 1 until names[i] == nil or not accept or accept(names[i])
      return names[i]
   end
end

local function walker(is_kind)
   return function(folder)
      return paths.files(folder, function(name)
         return name ~= '.' and name ~= '..' and is_kind(paths.concat(folder, name))
      end)
   end
end

paths.iterdirs = walker(paths.dirp)
paths.iterfiles = walker(paths.filep)

-- The file that calls this, or another one beside it.
function paths.thisfile(name, depth)
   local source = debug.getinfo(depth or 2, 'S').source
   local file = source:sub(1, 1) == '@' and paths.concat(source:sub(2)) or nil
   if type(name) ~= 'string' then return file end
   return file and paths.concat(paths.dirname(file), name) or name
end

-- Runs a file whose name is taken from the folder of the caller's file.
function paths.dofile(name, depth)
   local file = paths.thisfile(nil, 1 + (depth or 2))
   if file then name = paths.concat(paths.dirname(file), name) end
   return dofile(name)
end

function paths.rmall(name, more)
   if more ~= 'yes' then return nil, "missing second argument ('yes')" end
   if paths.filep(name) then return os.remove(name) end
   if not paths.dirp(name) then return nil, 'not a file or directory', name end
   for part in paths.files(name) do
      if part ~= '.' and part ~= '..' then
         local inner = paths.concat(name, part)
         local ok, message = paths.rmall(inner, more)
         if not ok then return ok, message, inner end
      end
   end
   return paths.rmdir(name)
end

function paths.findprogram(...)
   local separator, suffix = paths.is_win() and ';' or ':', paths.is_win() and '.exe' or ''
   for _, name in raw.ipairs {...} do
      if suffix ~= '' and not name:match('%.exe$') then name = name .. suffix end
      for folder in (os.getenv('PATH') or '.'):gmatch('[^' .. separator .. ']+') do
         local program = paths.concat(folder, name)
         if paths.filep(program) then return program end
      end
   end
   return nil
end

return paths
