-- require 'pl.dir': folders
local path = require 'pl.path'
local List = require 'pl.List'
local utils = require 'pl.utils'
local dir = {}

-- A shell's pattern as Lua's.
local function pattern_of(mask) return '^' .. utils.escape(mask):gsub('%%%*', '.*'):gsub('%%%?', '.') .. '$' end

function dir.fnmatch(name, mask) return path.normcase(name):find(pattern_of(mask)) ~= nil end

function dir.filter(names, mask)
   return List(names):filter(function(name) return dir.fnmatch(name, mask) end)
end

local function entries(folder, accept, mask)
   local list = List()
   for name in path.dir(folder) do
      local full = path.join(folder, name)
      if name ~= '.' and name ~= '..' and accept(full) and (not mask or dir.fnmatch(name, mask)) then list:append(full) end
   end
   return list
end

function dir.getfiles(folder, mask) return entries(folder or '.', path.isfile, mask) end

function dir.getdirectories(folder, mask) return entries(folder or '.', path.isdir, mask) end

-- Calls visit(folder, its folders' names, its files' names) for the folder and all below.
local function walk(folder, bottom_up, visit)
   local folders, files = List(), List()
   for name in path.dir(folder) do
      if name ~= '.' and name ~= '..' then (path.isdir(path.join(folder, name)) and folders or files):append(name) end
   end
   if not bottom_up then visit(folder, folders, files) end
   for _, name in ipairs(folders) do walk(path.join(folder, name), bottom_up, visit) end
   if bottom_up then visit(folder, folders, files) end
end

function dir.walk(root, bottom_up)
   return coroutine.wrap(function() walk(root, bottom_up, coroutine.yield) end)
end

function dir.getallfiles(root, mask)
   local list = List()
   walk(root or '.', false, function(folder, _, files)
      for _, name in ipairs(files) do
         if not mask or dir.fnmatch(name, mask) then list:append(path.join(folder, name)) end
      end
   end)
   return list
end

-- All names below a folder, and whether they are folders.
function dir.dirtree(root)
   return coroutine.wrap(function()
      walk(root, false, function(folder, folders, files)
         for _, name in ipairs(folders) do coroutine.yield(path.join(folder, name), true) end
         for _, name in ipairs(files) do coroutine.yield(path.join(folder, name), false) end
      end)
   end)
end

function dir.makepath(name)
   if path.isdir(name) then return true end
   local parent = path.dirname(path.normpath(name))
   if parent ~= '' and not path.isdir(parent) then
      local ok, message = dir.makepath(parent)
      if not ok then return utils.raise(message) end
   end
   local ok, message = path.mkdir(path.normpath(name))
   if not ok then return utils.raise(message) end
   return true
end

function dir.rmtree(root)
   if not path.isdir(root) then return utils.raise('not a directory: ' .. root) end
   local done = true
   walk(root, true, function(folder, _, files)
      for _, name in ipairs(files) do done = os.remove(path.join(folder, name)) and done end
      done = path.rmdir(folder) and done
   end)
   return done or utils.raise('cannot remove everything in ' .. root)
end

function dir.copyfile(source, target)
   if path.isdir(target) then target = path.join(target, path.basename(source)) end
   local text, message = utils.readfile(source, true)
   if not text then return false, message end
   return utils.writefile(target, text, true)
end

function dir.movefile(source, target)
   if path.isdir(target) then target = path.join(target, path.basename(source)) end
   return os.rename(source, target)
end

-- Copies all files (or lets `action` do so), then gives whether that went well, and those that failed.
function dir.clonetree(source, target, action)
   action = action or dir.copyfile
   local failed = List()
   walk(source, false, function(folder, _, files)
      local place = path.join(target, path.relpath(folder, source))
      dir.makepath(place)
      for _, name in ipairs(files) do
         if not action(path.join(folder, name), path.join(place, name)) then failed:append(name) end
      end
   end)
   return #failed == 0, failed
end

return dir
