-- require 'cjson.util': what the programs around lua-cjson share.
local cjson = require 'cjson'
local util = {}

-- The elements 1..n that make the whole table, or nil where other keys or too many holes make it no list.
local function list_length(value)
   local count, last = 0, 0
   for key in pairs(value) do
      if type(key) ~= 'number' then return nil end
      count, last = count + 1, math.max(last, key)
   end
   return last <= 2 * count and last or nil
end

local function in_braces(parts, newline)
   if #parts == 0 then return '{' .. newline .. '  ' .. newline .. '}' end
   return '{' .. newline .. '  ' .. table.concat(parts, ',' .. newline .. '  ') .. newline .. '}'
end

-- A value as Lua source, over several lines unless `indent` is false.
function util.serialise_value(value, indent, depth)
   if indent == nil then indent = '' end
   depth = (depth or 0) + 1
   local kind = type(value)
   if value == cjson.null then return 'json.null' end
   if kind == 'string' then return ('%q'):format(value) end
   if kind == 'nil' or kind == 'number' or kind == 'boolean' then return tostring(value) end
   if kind ~= 'table' then return '"<' .. kind .. '>"' end
   if depth > 50 then return 'Cannot serialise any further: too many nested tables' end
   local newline, inner = '\n' .. (indent or ''), indent and indent .. '  '
   local function show(item) return util.serialise_value(item, inner, depth) end
   local parts, length = {}, list_length(value)
   if length then
      for i = 1, length do parts[i] = show(value[i]) end
   else
      for key, item in pairs(value) do parts[#parts + 1] = ('[%s] = %s'):format(show(key), show(item)) end
   end
   if not indent then return '{ ' .. table.concat(parts, ', ') .. ' }' end
   return in_braces(parts, newline)
end

-- The whole file, or standard input.
function util.file_load(name)
   local file, message = io.stdin, nil
   if name then
      file, message = io.open(name, 'rb')
      if not file then error(("Unable to read '%s': %s"):format(name, message)) end
   end
   local data = file:read('*a')
   if name then file:close() end
   return data
end

function util.file_save(name, data)
   local file, message = io.stdout, nil
   if name then
      file, message = io.open(name, 'wb')
      if not file then error(("Unable to write '%s': %s"):format(name, message)) end
   end
   file:write(data)
   if name then file:close() end
end

-- Whether two values are equal, tables by their contents.
function util.compare_values(a, b)
   if type(a) ~= type(b) then return false end
   if type(a) ~= 'table' then return a == b or (a ~= a and b ~= b) end
   for key, value in pairs(a) do
      if not util.compare_values(value, b[key]) then return false end
   end
   for key in pairs(b) do
      if a[key] == nil then return false end
   end
   return true
end

return util
