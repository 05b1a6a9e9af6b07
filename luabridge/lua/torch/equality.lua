-- Deep equality as torch.Tester tests it: of numbers, tables, tensors and storages, within a tolerance.
-- Each function gives whether the test holds and, mostly where it does not, a message. `negate` turns the test round.
local B = ...
local format = string.format

local equality = {}
B.equality = equality

-- Types that have no abs in Torch; the differences of these would not be numbers of the type either.
local NO_ABS = {Byte = true, Char = true, Short = true, Half = true}

local function computable(t)
   return NO_ABS[t:type():match('^torch%.(%a+)Tensor$')] and t:double() or t
end

-- Two tensors of one type and number of elements, by their largest difference.
local function elements(a, b, tolerance, negate, what)
   local difference = computable(a):clone():add(-1, computable(b)):abs():max()
   local holds = difference <= tolerance
   if negate then holds = not holds end
   if holds then return true end
   return false, format('%s%s violation: max diff=%s, tolerance=%s', what, negate and 'NE(==)' or 'EQ(==)',
                        tostring(difference), tostring(tolerance))
end

-- `any_shape`: the same elements in another shape are equal too.
function equality.tensors(a, b, tolerance, negate, any_shape)
   if not any_shape and a:dim() ~= b:dim() then return negate, 'The tensors have different dimensions' end
   if a:type() ~= b:type() then return negate, 'The tensors have different types' end
   if a:dim() == 0 and b:dim() == 0 then return not negate, 'Both tensors are empty' end
   local same_size
   if any_shape then same_size = a:nElement() == b:nElement() else same_size = a:isSameSizeAs(b) end
   if not same_size then return negate, 'The tensors have different sizes' end
   return elements(a, b, tolerance, negate, 'Tensor')
end

function equality.storages(a, b, tolerance, negate)
   if a:size() ~= b:size() then return negate, 'The storages have different sizes' end
   if torch.type(a) ~= torch.type(b) then return negate, 'The storages have different types' end
   local tensor = torch[torch.type(a):match('^torch%.(%a+)Storage$') .. 'Tensor']
   return elements(tensor(a), tensor(b), tolerance, negate, 'Storage')
end

local function numbers(a, b, tolerance, negate)
   local holds = math.abs(a - b) <= tolerance
   if negate then holds = not holds end
   if holds then return true end
   local message = format(negate and 'NE failed: %s == %s' or 'EQ failed: %s ~= %s', tostring(a), tostring(b))
   if tolerance > 0 then message = message .. ' with tolerance=' .. tostring(tolerance) end
   return false, message
end

-- Tables level by level, so that the difference that is named is the one nearest to the root.
function equality.tables(a, b, tolerance, negate)
   local queue, first = {{a, b}}, 1
   while queue[first] do
      local left, right, place = queue[first][1], queue[first][2], queue[first][3]
      first = first + 1
      local function at(key) return place and place .. '.' .. tostring(key) or tostring(key) end
      for key, value in pairs(left) do
         local other = right[key]
         if other == nil then
            return negate, format('Entry %s missing in second table (is %s in first)', at(key), tostring(value))
         end
         if type(value) == 'table' and type(other) == 'table' then
            queue[#queue + 1] = {value, other, at(key)}
         else
            local equal, message = equality.values(value, other, tolerance, false)
            if not equal then return negate, 'At table location ' .. at(key) .. ': ' .. message end
         end
      end
      for key, value in pairs(right) do
         if left[key] == nil then
            return negate, format('Entry %s missing in first table (is %s in second)', at(key), tostring(value))
         end
      end
   end
   return not negate, 'The tables are equal'
end

-- Any two values: of one type, and equal in the sense of the type.
function equality.values(a, b, tolerance, negate)
   if type(a) ~= type(b) then
      if negate then return true end
      return false, format('EQ failed: values have different types (first: %s, second: %s)', type(a), type(b))
   end
   if type(a) == 'number' then return numbers(a, b, tolerance, negate) end
   if type(b) == 'table' then return equality.tables(a, b, tolerance, negate) end
   if torch.isTensor(a) then return equality.tensors(a, b, tolerance, negate) end
   if torch.isStorage(a) then return equality.storages(a, b, tolerance, negate) end
   local holds = a == b
   if negate then holds = not holds end
   if holds then return true end
   return false, format(negate and 'NE failed: %s (%s) == %s (%s)' or 'EQ failed: %s (%s) ~= %s (%s)',
                        tostring(a), type(a), tostring(b), type(b))
end
