-- The functions that torchx adds to torch: concat, find, group, treemax, remap

-- Joins tensors along a dimension: torch.concat([result,] tensors [, dim [, number of the tensor that gives the type]])
function torch.concat(result, tensors, dim, index)
   if type(result) == 'table' then
      result, tensors, dim, index = nil, result, tensors, dim
   end
   assert(type(tensors) == 'table', 'expecting table at arg 2')
   dim, result = dim or 1, result or tensors[index or 1].new()
   local size
   for i, tensor in ipairs(tensors) do
      assert(torch.isTensor(tensor), 'Expecting table of torch.Tensors at arg 2 : ' .. torch.type(tensor))
      local own = tensor:size():totable()
      for d, n in ipairs(size and own or {}) do
         if d ~= dim and size[d] and size[d] ~= n then
            error(('Cannot concat dim %d with different sizes: %s ~= %s for tensor at index %d'):format(d, size[d], n, i), 2)
         end
      end
      own[dim] = own[dim] + (size and size[dim] or 0)
      size = own
   end
   result:resize(unpack(size))
   local start = 1
   for _, tensor in ipairs(tensors) do
      result:narrow(dim, start, tensor:size(dim)):copy(tensor)
      start = start + tensor:size(dim)
   end
   return result
end

local function places(tensor, value)
   local list = {}
   for i, item in ipairs(tensor:contiguous():view(-1):totable()) do
      if item == value then list[#list + 1] = i end
   end
   return list
end

-- Where a value occurs, counted over all elements; with dim = 2 in each row of a matrix.
function torch.find(tensor, value, dim)
   if not dim then return tensor:nElement() > 0 and places(tensor, value) or {} end
   assert(tensor:dim() == 2, 'torch.find dim arg only supports matrices for now')
   assert(dim == 2, 'torch.find only supports dim=2 for now')
   local rows = {}
   for i = 1, tensor:size(1) do rows[i] = places(tensor[i], value) end
   return rows
end

local function equal(a, b) return a == b end

-- Sorts a vector and finds the runs for which same(first of the run, value): by their first values tables with idx, the
-- old places, and val. torch.group([sorted, index,] tensor [, same [, descending]])
function torch.group(sorted, index, tensor, same, descending)
   if not torch.isTensor(tensor) then
      sorted, index, tensor, same, descending = nil, nil, sorted, index, tensor
   end
   assert(torch.isTensor(tensor), 'expecting torch.Tensor for arg 3')
   sorted, index, same = sorted or tensor.new(), index or torch.LongTensor(), same or equal
   assert(torch.type(tensor) == torch.type(sorted), 'expecting torch.Tensor for arg 1 as same type as arg 2')
   assert(torch.type(same) == 'function', 'expecting function for arg 4')
   assert(torch.type(index) == 'torch.LongTensor', 'expecting torch.LongTensor for arg 2')
   sorted:sort(index, tensor, descending or false)
   local groups, values = {}, sorted:totable()
   local start = 1
   for i = 2, #values + 1 do
      if i > #values or not same(values[start], values[i]) then
         groups[values[start]] = {idx = index:narrow(1, start, i - start), val = sorted:narrow(1, start, i - start)}
         start = i
      end
   end
   return groups, sorted, index
end

-- Goes down a tree over a vector, at each level to the branch of the highest mean: the value found and its place.
function torch.treemax(tensor, sizes)
   assert(torch.type(sizes) == 'table')
   assert(tensor:dim() == 1)
   local level, place, value = tensor:contiguous(), 1, 0
   for i, size in ipairs(sizes) do
      level = level:view(size, -1)
      local scores = i < #sizes and level:mean(2):select(2, 1) or level:select(2, 1)
      local best, at = scores:max(1)
      value = best[1]
      place = place + (at[1] - 1) * level:size(2)
      level = level[at[1]]
   end
   return value, place
end

-- Calls f on the tensors of two nested lists; what one of them lacks is made: of the type of p1, p2 or the other one.
function torch.remap(t1, t2, f, p1, p2)
   if torch.type(f) ~= 'function' then error 'Expecting function at argument 3' end
   if torch.type(t1) == 'table' or torch.type(t2) == 'table' then
      local model = torch.type(t1) == 'table' and t1 or t2
      t1, t2 = t1 or {}, t2 or {}
      for i = 1, #model do t1[i], t2[i] = torch.remap(t1[i], t2[i], f, p1, p2) end
   elseif torch.isTensor(t1) or torch.isTensor(t2) then
      t1 = t1 or (p1 or t2).new()
      t2 = t2 or (p2 or p1 or t1).new()
      f(t1, t2)
   else
      error('expecting nested tensors or tables. Got ' .. torch.type(t1) .. ' and ' .. torch.type(t2) .. ' instead')
   end
   return t1, t2
end
