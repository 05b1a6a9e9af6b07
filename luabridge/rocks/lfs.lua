-- require 'lfs': LuaFileSystem
local B = ...
local lfs = B.rock_members('lfs')
local names = lfs.names
lfs.names, lfs._VERSION = nil, 'LuaFileSystem 1.8.0'

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

_G.lfs = lfs -- as the C module does

return lfs
