-- require 'pl.text': paragraphs, templates, and % for formatting
local stringx = require 'pl.stringx'
local text = {}

function text.indent(lines, n, fill)
   local start = (fill or ' '):rep(n)
   return stringx.join('\n', stringx.splitlines(lines):map(function(line) return start .. line end)) .. '\n'
end

function text.dedent(lines)
   local list, least = stringx.splitlines(lines), math.huge
   for _, line in ipairs(list) do
      if line:find('%S') then least = math.min(least, #line:match('^%s*')) end
   end
   return list:map(function(line) return line:sub(least + 1) end):join('\n') .. '\n'
end

-- The lines of a paragraph: each ends at the first space that is `width` or more after its start.
function text.wrap(paragraph, width)
   paragraph = paragraph:gsub('\n', ' ')
   local lines, start = require('pl.List')(), 1
   while start <= #paragraph do
      local stop = paragraph:find('%s', start + (width or 70)) or #paragraph + 1
      lines:append(paragraph:sub(start, stop - 1))
      start = stop + 1
   end
   return lines
end

function text.fill(paragraph, width) return text.wrap(paragraph, width):join('\n') .. '\n' end

-- Template 'a $name ${other}': substitute(values), safe_substitute(values)
local Template = {}
Template.__index = Template

local function substitute(self, values, safe)
   local function value_of(mark, name)
      local value = values[name]
      if value == nil then
         if safe then return mark end
         error('not present in table ' .. name, 4)
      end
      return tostring(value)
   end
   return (self.text:gsub('(%$([%a_][%w_]*))', value_of):gsub('(%${([%a_][%w_]*)})', value_of))
end

function Template:substitute(values) return substitute(self, values, false) end
function Template:safe_substitute(values) return substitute(self, values, true) end

text.Template = setmetatable({}, {__call = function(_, source) return setmetatable({text = source}, Template) end})

-- string.format that takes any value for %s
local function format(template, ...)
   local values, n = {...}, 0
   for kind in template:gmatch('%%[-+ #0]*%d*%.?%d*(.)') do
      if kind ~= '%' then
         n = n + 1
         if kind == 's' then values[n] = tostring(values[n]) end
      end
   end
   return template:format(unpack(values, 1, math.max(n, select('#', ...))))
end

-- "%d %s" % {1, 'a'}, "%d" % 1, "$name" % {name = 1}
function text.format_operator()
   getmetatable('').__mod = function(template, values)
      if type(values) ~= 'table' or getmetatable(values) then return format(template, values) end
      if #values == 0 and next(values) ~= nil then return text.Template(template):safe_substitute(values) end
      return format(template, unpack(values))
   end
end

return text
