-- print as Torch's interpreter defines it (trepl): tables open up, other values end in a tab.
local B = ...
local raw = B.raw
local rawtype, select, tostring = raw.type, raw.select, raw.tostring
local concat, rep = table.concat, string.rep
local stdout = io.stdout

local COLORS = {
   none = '\27[0m', black = '\27[0;30m', red = '\27[0;31m', green = '\27[0;32m', yellow = '\27[0;33m', blue = '\27[0;34m',
   magenta = '\27[0;35m', cyan = '\27[0;36m', white = '\27[0;37m', Black = '\27[1;30m', Red = '\27[1;31m',
   Green = '\27[1;32m', Yellow = '\27[1;33m', Blue = '\27[1;34m', Magenta = '\27[1;35m', Cyan = '\27[1;36m',
   White = '\27[1;37m', _black = '\27[40m', _red = '\27[41m', _green = '\27[42m', _yellow = '\27[43m',
   _blue = '\27[44m', _magenta = '\27[45m', _cyan = '\27[46m', _white = '\27[47m',
}
B.colors = {}
for name, code in raw.pairs(COLORS) do B.colors[name] = B.use_colors and code or '' end
local colors = B.colors

function noColors()
   for name in raw.pairs(colors) do colors[name] = '' end
end

local function paint(color, text) return colors[color] .. text .. colors.none end

-- "DoubleTensor - size: 2x3", "LongStorage - size: 2": how tensors show inside tables.
local function size_text(value)
   local name = torch.typename(value):match('torch%.(.+)')
   if name:find('Storage$') then return name .. ' - size: ' .. value:size() end
   local sizes = {}
   for d = 1, value:dim() do sizes[d] = tostring(value:size(d)) end
   return name .. (#sizes == 0 and ' - empty' or ' - size: ' .. concat(sizes, 'x'))
end
B.size_text = size_text

local function show(value, nested)
   local kind = type(value)
   if value == nil then return paint('Black', 'nil') end
   if kind == 'number' then return paint('cyan', tostring(value)) end
   if kind == 'boolean' then return paint('blue', tostring(value)) end
   if kind == 'string' then
      if not nested then return paint('none', value) end
      return paint('Black', '"') .. paint('green', value) .. paint('Black', '"')
   end
   if kind == 'function' then return paint('magenta', tostring(value)) end
   if kind == 'userdata' or kind == 'cdata' then
      local name = torch.typename(value) or ''
      local sized = name:find('^torch%..*Tensor$') or name:find('^torch%..*Storage$')
      return paint('red', sized and size_text(value) or tostring(value))
   end
   return paint(kind == 'table' and 'green' or '_black', tostring(value))
end

local depth_limit = 5

local function add_table(parts, value, depth)
   local tab = rep(' ', depth * 4)
   local function line(text) parts[#parts + 1] = text .. '\n' end
   if next(value) == nil then return line(tab .. '{}') end
   line(tab .. '{')
   local inner = rep(' ', depth * 4 + 2)
   for k, v in pairs(value) do
      if type(v) ~= 'table' then
         line(inner .. tostring(k) .. ' : ' .. show(v, true))
      elseif depth >= depth_limit - 1 or next(v) == nil then
         line(inner .. tostring(k) .. ' : {...}')
      else
         line(inner .. tostring(k) .. ' : ')
         add_table(parts, v, depth + 1)
      end
   end
   line(tab .. '}')
end

local function print_new(...)
   local parts, n = {}, select('#', ...)
   for i = 1, n do
      local value = (select(i, ...))
      local kind = type(value)
      if kind == 'table' then
         local mt = getmetatable(value)
         if mt and mt.__tostring then
            parts[#parts + 1] = tostring(value) .. '\n'
         else
            add_table(parts, value, 0)
         end
      elseif kind == 'userdata' or kind == 'cdata' then
         parts[#parts + 1] = tostring(value) .. '\n'
      else
         parts[#parts + 1] = show(value) .. (i == n and '\t\n' or '\t')
      end
   end
   stdout:write(concat(parts))
   B.check_pipe(stdout:flush())
end

print_old = raw.print

function setprintlevel(n)
   if n == nil or n < 0 then error('expected number [0,+)') end
   depth_limit = math.floor(n)
   print = depth_limit == 0 and print_old or print_new
end

print = print_new
B.print = print_new
