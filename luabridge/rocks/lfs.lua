-- require 'lfs': LuaFileSystem
local B = ...
local lfs = B.rock_members('lfs')
local names, link, lock_file = lfs.names, lfs.lock_link, lfs.lock_file
lfs.names, lfs.lock_link, lfs.lock_file = nil, nil, nil
lfs._VERSION = 'LuaFileSystem 1.8.0'
lfs._COPYRIGHT = 'Copyright (C) 2003-2017 Kepler Project'
lfs._DESCRIPTION = 'LuaFileSystem for luabridge'

-- Walks over a folder: a function, and an object with next and close.
function lfs.dir(folder)
   local list, i = names(folder), 0
   local object = {}
   function object.next()
      if not list then error('closed directory', 2) end
      i = i + 1
      return list[i]
   end
   function object.close() list = nil end
   return object.next, object
end

-- Locks a folder by a link in it: an object that frees it.
function lfs.lock_dir(folder)
   local place, message = link(folder)
   if not place then return nil, message end
   local lock = {}
   function lock.free()
      if place then os.remove(place) end
      place = nil
   end
   return lock
end

local MODES = {r = 'r', w = 'w'}

local function change_lock(name, file, mode, start, length)
   if io.type(file) == nil then
      error(("bad argument #1 to '%s' (FILE* expected, got %s)"):format(name, type(file)), 3)
   end
   if io.type(file) == 'closed file' then error(name .. ': closed file', 3) end
   local done, message = lock_file(B.file_number(file), mode, start or 0, length or 0)
   if done then return true end
   return nil, message
end

-- Locks (part of) an open file for reading or writing, as long as it stays open.
function lfs.lock(file, mode, start, length)
   if MODES[mode] == nil and io.type(file) then error('lock: invalid mode', 2) end
   return change_lock('lock', file, mode, start, length)
end

function lfs.unlock(file, start, length) return change_lock('unlock', file, 'u', start, length) end

if not B.file_number then lfs.lock, lfs.unlock = nil, nil end

_G.lfs = lfs -- as the C module does

return lfs
