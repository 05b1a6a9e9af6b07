-- require 'dataload': gives the table dl
local B = ...
local raw = B.raw

for _, name in raw.ipairs {'paths', 'xlua', 'torchx', 'sys', 'image'} do require(name) end
lfs = require 'lfs'
unpack = unpack or table.unpack
ffi = ffi or B.ffi  -- torchx leaves it among the globals

B.py.activate('dataload')
B.open_python_rock('dataload')
local dl = B.new_namespace('dl')
package.loaded['dataload._env'] = dl
B.new_namespace('dataload.chance').use_math_random(function(...) return math.random(...) end)

-- Folders: made when a script asks for them -------------------------------------------------------------------

dl.TORCH_PATH = os.getenv('TORCH_DATA_PATH') or os.getenv('HOME')
local folders = {DATA_PATH = {'DEEP_DATA_PATH', 'data'}, SAVE_PATH = {'DEEP_SAVE_PATH', 'save'}}
local namespace = raw.getmetatable(dl)
local find = namespace.__index
function namespace.__index(_, key)
   local folder = folders[key]
   if not folder then return find(_, key) end
   local path = os.getenv(folder[1]) or paths.concat(dl.TORCH_PATH, folder[2])
   paths.mkdir(path)
   raw.rawset(dl, key, path)
   return path
end

-- Data sets lie in dl.DATA_PATH, which scripts may change: the argument that names the folder, and its default.
local sets = {loadMNIST = {1, 'mnist'}, loadCIFAR10 = {1, 'cifar10'}, loadPTB = {2, 'PennTreeBank'},
              loadGBW = {3, 'BillionWords'}, loadSentiment140 = {1, 'Twitter'}}
for name, set in raw.pairs(sets) do
   local load = dl[name]
   dl[name] = function(...)
      local arguments, n = {...}, math.max(select('#', ...), set[1])
      if arguments[set[1]] == nil then arguments[set[1]] = paths.concat(dl.DATA_PATH, set[2]) end
      return load(unpack(arguments, 1, n))
   end
end

-- Functions that are Lua's -----------------------------------------------------------------------------------

dl.load = function(path) return torch.load(path) end

-- `sep` goes into a pattern, where %s and the like have their meaning.
function dl.splitString(text, sep)
   local fields = {}
   text:gsub(('([^%s]+)'):format(sep or ':'), function(field) fields[#fields + 1] = field end)
   return fields
end

-- Tables come in the order that Lua gives words as keys of a table.
local count_bigrams = B.new_namespace('dataload.bigrams').count_bigrams
function dl.buildBigrams(dataset)
   local words, bigrams = {}, {}
   for _, entry in raw.ipairs(count_bigrams(dataset)) do
      local following, total = {}, 0
      for i = 1, entry[2]:size(1) do
         following[entry[2][i]] = entry[3][i]
         total = total + entry[3][i]
      end
      words[entry[1]] = {following = following, count = entry[2]:size(1), total = total}
   end
   for word, row in raw.pairs(words) do
      local index, prob, i = torch.LongTensor(row.count), torch.FloatTensor(row.count), 0
      for other, count in raw.pairs(row.following) do
         i = i + 1
         index[i], prob[i] = other, count
      end
      bigrams[word] = {index = index, prob = prob:div(row.total)}
   end
   return bigrams
end

function dl.test()
   error("dataload's tests are not part of luabridge: run dofile('test.lua') of its sources, then dl.test()")
end

-- What dataload adds to table ----------------------------------------------------------------------------------

function table.val_to_str(value)
   if type(value) == 'table' then return table.tostring(value) end
   if type(value) ~= 'string' then return tostring(value) end
   local text = value:gsub('\n', '\\n')
   if text:gsub('[^\'"]', ''):match('^"+$') then return "'" .. text .. "'" end
   return '"' .. text:gsub('"', '\\"') .. '"'
end

function table.key_to_str(key)
   if type(key) == 'string' and key:match('^[_%a][_%a%d]*$') then return key end
   return '[' .. table.val_to_str(key) .. ']'
end

function table.tostring(tbl, newline, sort)
   local parts, done = {}, {}
   for i, value in ipairs(tbl) do
      parts[#parts + 1] = table.val_to_str(value)
      done[i] = true
   end
   local is = newline and ' : ' or '='
   for key, value in pairs(tbl) do
      if not done[key] then parts[#parts + 1] = table.key_to_str(key) .. is .. table.val_to_str(value) end
   end
   if sort then table.sort(parts) end
   if newline then return '{\n   ' .. table.concat(parts, '\n   ') .. '\n}' end
   return '{' .. table.concat(parts, ',') .. '}'
end

function table.print(tbl)
   assert(torch.type(tbl) == 'table', 'expecting table')
   print(table.tostring(tbl, true, true))
end

return dl
