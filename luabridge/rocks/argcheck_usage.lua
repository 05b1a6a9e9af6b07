-- require 'argcheck.usage': the help text of rules, and what arguments were given instead
local env = require 'argcheck.env'
local usage = {}

local function is_optional(rule) return rule.opt or rule.default ~= nil or rule.defaulta or rule.defaultf end

local function default_text(rule)
   local default = rule.default
   if rule.defaulta then return ' [defaulta=' .. rule.defaulta .. ']' end
   if rule.defaultf then return ' [has default]' end
   if default == nil then return '' end
   local kind = type(default)
   if kind == 'string' or kind == 'number' or kind == 'boolean' then return ' [default=' .. tostring(default) .. ']' end
   return ' [has default value]'
end

-- "x, y [, z]"
local function names_text(rules)
   local parts = {}
   for i, rule in ipairs(rules) do
      local text = (i == 1 and '' or ', ') .. rule.name
      parts[i] = is_optional(rule) and '[' .. text .. ']' or text
   end
   return table.concat(parts)
end

local function arguments_text(rules)
   local width, declarations, longest = 0, {}, 0
   for _, rule in ipairs(rules) do width = math.max(width, #rule.name) end
   for i, rule in ipairs(rules) do
      local text = rule.name .. (' '):rep(width - #rule.name) .. (rule.type and ' = ' .. rule.type or '')
      declarations[i] = is_optional(rule) and '[' .. text .. ']' or ' ' .. text
      longest = math.max(longest, #declarations[i])
   end
   local lines = {'```', (rules.noordered and '' or '(') .. (rules.nonamed and '' or '{')}
   for i, rule in ipairs(rules) do
      local help = (rule.help or '') .. (rule.doc or '') .. default_text(rule)
      table.insert(lines, '  ' .. declarations[i] .. ' ' .. (' '):rep(longest - #declarations[i]) .. ' -- ' .. help)
   end
   table.insert(lines, (rules.nonamed and '' or '}') .. (rules.noordered and '' or ')'))
   table.insert(lines, '```')
   return table.concat(lines, '\n')
end

-- The help text of rules; @ARGP and @ARGT in it stand for the arguments in short and in full.
function usage.of(rules)
   local text = rules.help or rules.doc
   if not text then return '\n*Arguments:*\n' .. arguments_text(rules) end
   return (text:gsub('@ARGP', function() return names_text(rules) end):gsub('@ARGT', function() return arguments_text(rules) end))
end

local MOST = 20  -- fields that are named

local function fields_text(fields)
   local parts = {}
   for key, value in pairs(fields) do
      if #parts == MOST then
         table.insert(parts, '...')
         break
      end
      local text = type(key) == 'string' and '**' .. key .. '=' .. env.type(value) .. '**' or '**[' .. env.type(key) .. ']**=?'
      table.insert(parts, text)
   end
   return '**table**={ ' .. table.concat(parts, ', ') .. ' }'
end

-- "*Got:* **number**, **string**"; the table at `place` of a call by names is opened.
function usage.got(place, ...)
   local parts = {}
   for i = 1, select('#', ...) do
      local value = select(i, ...)
      parts[i] = i == place and env.istype(value, 'table') and fields_text(value) or '**' .. env.type(value) .. '**'
   end
   return '*Got:* ' .. table.concat(parts, ', ')
end

return usage
