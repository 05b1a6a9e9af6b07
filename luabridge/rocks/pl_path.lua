-- require 'pl.path': names of files
local lfs = require 'lfs'
local path = {sep = package.config:sub(1, 1), is_windows = package.config:sub(1, 1) == '\\'}
path.dirsep = path.is_windows and ';' or ':'

path.attrib, path.link_attrib, path.mkdir, path.rmdir = lfs.attributes, lfs.symlinkattributes, lfs.mkdir, lfs.rmdir
path.chdir, path.dir = lfs.chdir, lfs.dir
function path.currentdir() return lfs.currentdir() end

local function kind(name)
   assert(type(name) == 'string', 'path must be a string')
   return (lfs.attributes(name, 'mode'))
end

function path.isdir(name) return kind(name) == 'directory' end
function path.isfile(name) return kind(name) == 'file' end
function path.islink(name) return (lfs.symlinkattributes(name, 'mode')) == 'link' end

-- The name itself if there is such a file or folder.
function path.exists(name) return kind(name) ~= nil and name end

for name, attribute in pairs {getsize = 'size', getatime = 'access', getmtime = 'modification', getctime = 'change'} do
   path[name] = function(file) return lfs.attributes(file, attribute) end
end

function path.isabs(name) return name:find('^/') ~= nil or (path.is_windows and name:find('^%a?:?[/\\]') ~= nil) end

function path.join(first, ...)
   local result = first
   for _, part in ipairs {...} do
      if path.isabs(part) or result == '' then
         result = part
      else
         result = result .. (result:find('[/' .. path.sep .. ']$') and '' or path.sep) .. part
      end
   end
   return result
end

-- Folder and name.
function path.splitpath(name)
   local folder, base = name:match('^(.*)/([^/]*)$')
   if not folder then return '', name end
   return folder, base
end

-- Name without extension, and the extension with its dot.
function path.splitext(name)
   local root, extension = name:match('^(.*)(%.[^./]*)$')
   if not root then return name, '' end
   return root, extension
end

function path.dirname(name) return (path.splitpath(name)) end
function path.basename(name) return (select(2, path.splitpath(name))) end
function path.extension(name) return (select(2, path.splitext(name))) end

function path.normcase(name) return path.is_windows and name:lower():gsub('/', '\\') or name end

function path.normpath(name)
   local parts = {}
   for part in name:gmatch('[^/]+') do
      if part == '..' and #parts > 0 and parts[#parts] ~= '..' then
         table.remove(parts)
      elseif part ~= '.' and not (part == '..' and path.isabs(name)) then
         parts[#parts + 1] = part
      end
   end
   local result = (path.isabs(name) and '/' or '') .. table.concat(parts, '/')
   return result == '' and '.' or result
end

function path.abspath(name, folder)
   return path.normpath(path.isabs(name) and name or path.join(folder or lfs.currentdir(), name))
end

function path.relpath(name, start)
   local function parts_of(text)
      local parts = {}
      for part in path.abspath(text):gmatch('[^/]+') do parts[#parts + 1] = part end
      return parts
   end
   local target, from, i = parts_of(name), parts_of(start or lfs.currentdir()), 1
   while target[i] and target[i] == from[i] do i = i + 1 end
   return ('../'):rep(#from - i + 1) .. table.concat(target, '/', i)
end

function path.expanduser(name)
   if name:sub(1, 1) ~= '~' then return name end
   return (os.getenv('HOME') or os.getenv('USERPROFILE') or '~') .. name:sub(2)
end

function path.common_prefix(a, b)
   local i, last = 1, 0
   while i <= #a and a:sub(i, i) == b:sub(i, i) do
      if a:sub(i, i) == '/' then last = i end
      i = i + 1
   end
   if i > #a and (b:sub(i, i) == '/' or i > #b) then last = #a end
   return a:sub(1, last)
end

function path.tmpname() return os.tmpname() end

function path.package_path(name)
   local found, message = package.searchpath(name, package.path)
   if found then return found, true end
   return nil, message
end

return path
