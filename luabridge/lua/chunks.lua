-- Loading chunks: from the first one that mentions __len on, all have their length operators rewritten (lengths.py).
local B = ...
local raw, py = B.raw, B.py
local type, find, open = raw.type, string.find, io.open
local debug_getmetatable, rawget = raw.debug_getmetatable, raw.rawget
local rewriting = false

-- What the rewritten operator calls.
function string.__len(value)
   if type(value) == 'table' then
      local mt = debug_getmetatable(value)
      local length = mt and rawget(mt, '__len')
      if length then return (length(value)) end
   end
   return #value
end

local function rewritten(source)
   rewriting = rewriting or find(source, '__len', 1, true) ~= nil
   return rewriting and py.with_lengths(source) or source
end

local function is_text(source) return source:byte() ~= 27 end

local rawloadstring, rawload, rawloadfile = raw.loadstring, raw.load, raw.loadfile

function loadstring(source, name)
   if type(source) == 'string' and is_text(source) then return rawloadstring(rewritten(source), name or source) end
   return rawloadstring(source, name)
end

-- All pieces of a chunk that a function hands out.
local function joined(reader)
   local parts = {}
   for piece in reader do
      if piece == '' then break end
      parts[#parts + 1] = piece
   end
   return table.concat(parts)
end

function load(source, name, ...)
   if type(source) == 'function' then source, name = joined(source), name or '=(load)' end
   if type(source) == 'string' and is_text(source) then return rawload(rewritten(source), name or source, ...) end
   return rawload(source, name, ...)
end

-- The source of a file where it has to be rewritten, else nil. A first line with # is a comment of the shell.
local function source_to_rewrite(path)
   local file = type(path) == 'string' and open(path, 'rb')
   local source = file and file:read('*a')
   if file then file:close() end
   if not source or not is_text(source) then return nil end
   local changed = rewritten(source:gsub('^#[^\n]*', ''))
   return rewriting and changed or nil
end

function loadfile(path, ...)
   local source = source_to_rewrite(path)
   if source then return rawload(source, '@' .. path, ...) end
   return rawloadfile(path, ...)
end

function dofile(path)
   local chunk, message = loadfile(path)
   if not chunk then raw.error(message, 0) end
   return chunk()
end

-- require's search for files
local search = package.loaders[2]
package.loaders[2] = function(name)
   local found = search(name)
   if type(found) ~= 'function' then return found end
   local path = package.searchpath and package.searchpath(name, package.path)
   local source = path and source_to_rewrite(path)
   return source and assert(rawload(source, '@' .. path)) or found
end

raw.loadstring, raw.load, raw.loadfile, raw.dofile = loadstring, load, loadfile, dofile
