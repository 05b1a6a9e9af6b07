-- torchx.recursive...: functions on tensors and on tables of tensors, nested as deep as you like
local function is_table(value) return torch.type(value) == 'table' end

-- Applies make(own, other) to the tensors of both; `own` may lack what `other` has, unless `both`.
local function pairwise(make, both)
   local function walk(own, other)
      if is_table(other) then
         own = is_table(own) and own or {own}
         for key in pairs(other) do own[key], other[key] = walk(own[key], other[key]) end
      elseif torch.isTensor(other) and (torch.isTensor(own) or not both) then
         own = torch.isTensor(own) and own or other.new()
         make(own, other)
      else
         error('expecting nested tensors or tables. Got ' .. torch.type(own) .. ' and ' .. torch.type(other) .. ' instead')
      end
      return own, other
   end
   return walk
end

torchx.recursiveResizeAs = pairwise(function(own, other) own:resizeAs(other) end)
torchx.recursiveSet = pairwise(function(own, other) own:set(other) end)
torchx.recursiveCopy = pairwise(function(own, other) own:resizeAs(other):copy(other) end)
torchx.recursiveAdd = pairwise(function(own, other) own:add(other) end, true)

-- Applies make(tensor, ...) to all tensors: a table of the results.
local function each(make)
   local function walk(value, ...)
      if is_table(value) then
         local results = {}
         for key, item in pairs(value) do results[key] = walk(item, ...) end
         return results
      elseif not torch.isTensor(value) then
         error('expecting tensor or table thereof. Got ' .. torch.type(value) .. ' instead')
      end
      return make(value, ...)
   end
   return walk
end

torchx.recursiveNew = each(function(tensor) return tensor.new() end)
torchx.recursiveSub = each(function(tensor, first, last) return tensor:sub(first, last) end)
torchx.recursiveSize = each(function(tensor, excluded)
   local size = tensor:size():totable()
   if excluded then table.remove(size, excluded) end
   return size
end)

-- The same for changes in place: the argument itself is given back.
local function in_place(change)
   local walk = each(change)
   return function(value, ...)
      walk(value, ...)
      return value
   end
end

torchx.recursiveNormal = in_place(function(tensor) tensor:normal() end)
torchx.recursiveFill = in_place(function(tensor, value) tensor:fill(value) end)

function torchx.recursiveSum(value)
   if not is_table(value) then return each(function(tensor) return tensor:sum() end)(value) end
   local sum = 0
   for _, item in pairs(value) do sum = sum + torchx.recursiveSum(item) end
   return sum
end

function torchx.recursiveType(value, typename)
   if is_table(value) then
      for i = 1, #value do value[i] = torchx.recursiveType(value[i], typename) end
   elseif torch.isTensor(value) then
      return value:type(typename)
   end
   return value
end

local TOLERANCE = 1e-5

function torchx.recursiveTensorEq(a, b)
   if is_table(b) then
      if not is_table(a) then return false end
      for key in pairs(b) do
         if not torchx.recursiveTensorEq(a[key], b[key]) then return false end
      end
      return true
   elseif torch.isTensor(b) then
      return (a - b):abs():max() < TOLERANCE
   end
   error('expecting nested tensors or tables. Got ' .. torch.type(a) .. ' and ' .. torch.type(b) .. ' instead')
end

function torchx.recursiveIndex(result, source, dim, indices)
   if is_table(source) then
      result = is_table(result) and result or {result}
      for key in pairs(source) do result[key] = torchx.recursiveIndex(result[key], source[key], dim, indices) end
   elseif torch.isTensor(source) then
      result = torch.isTensor(result) and result or source.new()
      result:index(source, dim, indices)
   else
      error('expecting nested tensors or tables. Got ' .. torch.type(result) .. ' and ' .. torch.type(source) .. ' instead')
   end
   return result
end

-- The size of the first dimension of the first tensor.
function torchx.recursiveBatchSize(value)
   if is_table(value) then return torchx.recursiveBatchSize(value[1]) end
   assert(torch.isTensor(value))
   return value:size(1)
end
