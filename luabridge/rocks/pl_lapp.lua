-- require 'pl.lapp': options of the command line, read from the help text itself:
--   -n,--num (default 5) a number      -v,--verbose a flag      <file> (string) an argument      <more...> all others
local lapp = {callback = false, show_usage_error = true}

local CONVERTERS = {
   string = function(text) return text end,
   number = function(text) return tonumber(text) end,
   int = function(text)
      local x = tonumber(text)
      return x and x == math.floor(x) and x or nil
   end,
   boolean = function(text) return text == 'true' end,
}

local FILES = {
   stdin = function() return io.stdin end, stdout = function() return io.stdout end, stderr = function() return io.stderr end,
   ['file-in'] = function(name) return io.open(name, 'r') end, ['file-out'] = function(name) return io.open(name, 'w') end,
}

function lapp.add_type(name, converter, constraint)
   CONVERTERS[name] = function(text)
      local value = type(converter) == 'string' and CONVERTERS[converter](text) or text
      if type(converter) == 'function' then value = converter(text) end
      if constraint then constraint(value) end
      return value
   end
end

function lapp.quit(message, no_usage)
   if message then io.stderr:write((arg and arg[0] or 'lapp') .. ':' .. message .. '\n\n') end
   if not no_usage then io.stdout:write(lapp.usage_text, '\n') end
   os.exit(1)
end

function lapp.error(message, no_usage)
   if not lapp.show_usage_error then error(message, 0) end
   lapp.quit(message, no_usage)
end

function lapp.open(file, mode)
   local handle, message = io.open(file, mode)
   if not handle then lapp.error(message, true) end
   return handle
end

function lapp.assert(condition, message)
   if not condition then lapp.error(message) end
end

-- "(number default 5)" as kind and default
local function kind_and_default(option, text)
   local words = text and text:match('^%s*%(([^)]*)%)')
   if not words then return end
   local default = words:match('default%s+(.+)$')
   local kind = words:gsub('%s*default%s+.+$', ''):gsub('^%s+', ''):gsub('%s+$', '')
   kind = kind:gsub('^optional%s*', function() option.optional = true return '' end)
   if kind:find('|') then
      option.choices = kind
      kind = 'string'
   end
   local low, high = kind:match('^(%S-)%.%.(%S+)$')
   if low then
      option.low, option.high = tonumber(low), tonumber(high)
      kind = 'number'
   end
   if default then
      local quoted = default:match('^["\'](.*)["\']$')
      option.default = quoted or default
      if kind == '' then kind = not quoted and tonumber(default) and 'number' or FILES[default] and 'file-in' or 'string' end
      if kind == 'number' or kind == 'int' then option.default = tonumber(default) end
      if FILES[default] then option.default = FILES[default]() end
   end
   option.kind = kind ~= '' and kind or nil
end

-- What one line of the usage declares, nil for other text.
local function option_of(line)
   local argument, rest = line:match('^%s*<([%w_%-%.]+)>%s*(.*)')
   if argument then
      local option = {name = argument:gsub('%.%.%.$', ''), many = argument:find('%.%.%.$') ~= nil, positional = true}
      kind_and_default(option, rest)
      option.kind = option.kind or 'string'
      return option
   end
   local short, long
   short, long, rest = line:match('^%s*%-(%w),%s*%-%-([%w_%-]+)%s*(.*)')
   if not short then short, rest = line:match('^%s*%-(%w)%f[^%w]%s*(.*)') end
   if not short then long, rest = line:match('^%s*%-%-([%w_%-]+)%s*(.*)') end
   if not short and not long then return nil end
   local many = rest:match('^%.%.%.%s*(.*)')
   local option = {name = (long or short):gsub('%W', '_'), short = short, long = long, many = many ~= nil}
   local value = (many or rest):match('^<[^>]+>%s*(.*)')
   kind_and_default(option, value or many or rest)
   if value then option.kind = option.kind or 'string' end
   return option
end

local function converted(option, text)
   local convert = CONVERTERS[option.kind] or FILES[option.kind]
   if not convert then lapp.error('unknown type ' .. tostring(option.kind)) end
   local value = convert(text)
   if value == nil then lapp.error('unable to convert to ' .. option.kind .. ': ' .. option.name) end
   if option.low and (value < option.low or value > option.high) then lapp.error(option.name .. ' out of range') end
   if option.choices and not ('|' .. option.choices .. '|'):find('|' .. value .. '|', 1, true) then
      lapp.error(("value '%s' not in %s"):format(text, option.choices))
   end
   return value
end

local function store(result, option, value)
   if option.many then
      result[option.name] = result[option.name] or {}
      table.insert(result[option.name], value)
   else
      result[option.name] = value
   end
   if lapp.callback then lapp.callback(option.name, value) end
end

local function read_options(usage)
   local options, positional = {}, {}
   for line in (usage .. '\n'):gmatch('(.-)\n') do
      local option = option_of(line)
      if option then
         table.insert(options, option)
         if option.positional then table.insert(positional, option) end
         for _, flag in ipairs {option.short, option.long} do options[flag] = option end
         if option.long then options[option.long] = option end
      end
   end
   return options, positional
end

local function fill_defaults(options, result)
   for _, option in ipairs(options) do
      if result[option.name] == nil then
         if option.default ~= nil then
            result[option.name] = option.many and {option.default} or option.default
         elseif not option.kind then
            result[option.name] = false
         elseif not option.optional then
            lapp.error('missing required parameter: ' .. option.name)
         end
      end
   end
end

-- The options of `arguments` (arg), by name; arguments that the usage does not name, by number.
function lapp.process_options_string(usage, arguments)
   lapp.usage_text = usage
   local options, positional = read_options(usage)
   local result, list, i, place = {}, arguments or arg or {}, 1, 1
   while list[i] do
      local text = list[i]
      local flag, value = text:match('^%-%-([%w_%-]+)=?(.*)$')
      if not flag then flag, value = text:match('^%-(%a)(.*)$') end
      if flag then
         local option = options[flag]
         if flag == 'help' and not option then lapp.quit() end
         if not option then lapp.error("unrecognized parameter '" .. flag .. "'") end
         if not option.kind then
            store(result, option, true)
            for other in value:gmatch('%a') do store(result, options[other] or {name = other}, true) end
         else
            if value == '' then
               i = i + 1
               value = list[i] or lapp.error(flag .. ' was expecting a value')
            end
            store(result, option, converted(option, (value:gsub('^=', ''))))
         end
      else
         local option = positional[place] or positional[#positional]
         if option and (place <= #positional or option.many) then
            store(result, option, converted(option, text))
            if not option.many then place = place + 1 end
         else
            table.insert(result, text)
         end
      end
      i = i + 1
   end
   fill_defaults(options, result)
   return result
end

return setmetatable(lapp, {__call = function(_, usage, arguments) return lapp.process_options_string(usage, arguments) end})
