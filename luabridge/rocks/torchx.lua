-- require 'torchx': searching, grouping and joining tensors; functions on nested tensors; queues; MD5
local B = ...
local raw = B.raw
require 'sys'
B.py.activate('torchx')
torchx = {version = 1}
ffi = B.ffi

local helpers = B.rock_members('torchx')

-- Single draws take LuaJIT's random numbers, as in Torch.
raw.rawset(B.class_of('torch.AliasMultinomial').methods, 'draw', function(self)
   local place = math.random(1, self.J:nElement())
   if math.random() < self.q[place] then return place end
   return self.J[place]
end)

-- Gives tensor types ('Float' ... with alias, else whole class names) more methods.
function torchx.extend(types, functions, alias)
   for _, name in raw.ipairs(types) do
      local mt = torch.getmetatable(alias and 'torch.' .. name .. 'Tensor' or name)
      for key, f in raw.pairs(functions) do rawset(mt, key, f) end
   end
end

local Queue = torch.class('torchx.Queue')

function Queue:__init() self.first, self.last, self.list = 0, -1, {} end

function Queue:put(value)
   self.first = self.first - 1
   self.list[self.first] = value
end

function Queue:empty() return self.first > self.last end

function Queue:get()
   if self:empty() then error('Queue is empty') end
   local value = self.list[self.last]
   self.list[self.last] = nil
   self.last = self.last - 1
   return value
end

torch.md5 = {
   sumhexa = helpers.md5_sum,
   sum = function(text) return (helpers.md5_sum(text):gsub('..', function(hex) return string.char(tonumber(hex, 16)) end)) end,
}

local function as_list(value) return type(value) == 'string' and {value} or value end

local PICTURES = {'jpg', 'png', 'JPG', 'PNG', 'JPEG', 'ppm', 'PPM', 'bmp', 'BMP'}

-- The files below folders: an object with size() and filename(i).
function paths.indexdir(folders, extensions, use_cache, ignored)
   local list = helpers.files_below(as_list(folders), as_list(extensions or PICTURES), ignored)
   assert(#list > 0, 'Could not find any files in the given input paths')
   return {size = function() return #list end, filename = function(_, i) return list[i] end}
end

require 'torchx.tensors'
require 'torchx.nested'
torchx.extend({'Byte', 'Char', 'Short', 'Int', 'Long', 'Float', 'Double'}, {concat = torch.concat}, true)

return torchx
