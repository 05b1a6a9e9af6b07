-- torch.CmdLine: options and arguments of a script, its help text, a log of what it prints.
local B = ...
local fail = B.raise  -- errors name the line of the script
local CmdLine = B.new_plain_class('torch.CmdLine', nil, torch)

-- An option's or argument's name without its dashes: the key in the table of parameters.
local function name_of(key) return (key:gsub('^%-*', '')) end

function CmdLine:__init(argument_separator, key_separator)
   self.argseparator, self.keyseparator = argument_separator or ',', key_separator or '='
   self.options, self.arguments, self.helplines = {}, {}, {}
   self.silentio = false
end

-- Declaring ---------------------------------------------------------------------------------------------------

function CmdLine:option(key, default, help, kind)
   if default == nil then fail('option ' .. key .. ' has no default value') end
   kind = kind or type(default)
   if type(default) ~= kind then fail('option ' .. key .. ' has wrong default type value') end
   local option = {key = key, default = default, help = help, type = kind}
   self.options[key] = option
   table.insert(self.helplines, option)
end

function CmdLine:argument(key, help, kind)
   local argument = {key = key, help = help, type = kind}
   table.insert(self.arguments, argument)
   table.insert(self.helplines, argument)
end

function CmdLine:text(line)
   line = line or ''
   if type(line) ~= 'string' then fail('assertion failed!') end
   table.insert(self.helplines, line)
end

-- Parsing -----------------------------------------------------------------------------------------------------

-- Says what is wrong with the command line, shows the help, and ends the program.
function CmdLine:error(message)
   print('')
   io.stderr:write(message)
   print('')
   self:help()
   os.exit(1)
end

-- Reads the option at place i of the command line; gives the number of words that it took.
function CmdLine:__readOption__(params, words, i)
   local key = words[i]
   local option = self.options[key]
   if not option then self:error('unknown option ' .. key) end
   if option.type == 'boolean' then
      params[name_of(key)] = not option.default
      return 1
   end
   local value = words[i + 1]
   if not value then self:error('missing argument for option ' .. key) end
   if option.type == 'number' then
      value = tonumber(value)
   elseif option.type and option.type ~= 'string' then
      self:error('unknown required option type ' .. option.type)
   end
   if not value then self:error('invalid type for option ' .. key .. ' (should be ' .. option.type .. ')') end
   params[name_of(key)] = value
   return 2
end

-- Reads the n-th argument, at place i.
function CmdLine:__readArgument__(params, words, i, n)
   local argument, value = self.arguments[n], words[i]
   if not argument then self:error('invalid argument: ' .. value) end
   if argument.type and type(value) ~= argument.type then
      self:error('invalid argument type for argument ' .. argument.key .. ' (should be ' .. argument.type .. ')')
   end
   params[name_of(argument.key)] = value
   return 1
end

function CmdLine:default()
   local params = {}
   for key, option in pairs(self.options) do params[name_of(key)] = option.default end
   return params
end

local ASKS_FOR_HELP = {['-h'] = true, ['-help'] = true, ['--help'] = true}

function CmdLine:parse(words)
   local params = self:default()
   local i, count = 1, 0
   while i <= #words do
      if ASKS_FOR_HELP[words[i]] then
         self:help(words)
         os.exit(0)
      end
      if self.options[words[i]] then
         i = i + self:__readOption__(params, words, i)
      else
         count = count + 1
         i = i + self:__readArgument__(params, words, i, count)
      end
   end
   if count ~= #self.arguments then self:error('not enough arguments') end
   return params
end

-- Showing -----------------------------------------------------------------------------------------------------

-- What stands at the left of a help line.
local function label(spec)
   if spec.default ~= nil then return spec.key end
   return '<' .. name_of(spec.key) .. '>'
end

function CmdLine:help(words)
   local parts = {'Usage: ', words and words[0] .. ' ' or '', '[options]'}
   local function add(text) parts[#parts + 1] = text end
   for _, argument in ipairs(self.arguments) do add(' ' .. label(argument)) end
   add('\n')
   local width = 0
   for _, line in ipairs(self.helplines) do
      if type(line) == 'table' then width = math.max(width, #label(line)) end
   end
   for _, line in ipairs(self.helplines) do
      if type(line) == 'table' then
         add('  ' .. label(line) .. (' '):rep(width - #label(line)))
         if line.help then add(' ' .. line.help) end
         if line.default ~= nil then add(' [' .. tostring(line.default) .. ']') end
      else
         add(line)
      end
      add('\n')
   end
   io.write(table.concat(parts))
end

-- A text of what is not at its default, for instance to name a folder: 'prefix,lr=0.5,seed=7'.
function CmdLine:string(prefix, params, ignore)
   local arguments, options = {}, {}
   local places = {}
   for i, argument in ipairs(self.arguments) do places[name_of(argument.key)] = i end
   for key, value in pairs(params) do
      local option = self.options['-' .. key]
      if ignore[key] then
         print('-- ignore option ' .. key)
      elseif option then
         if value ~= option.default or ignore[key] == false then
            if type(value) == 'boolean' then value = value and 't' or 'f' end
            table.insert(options, key .. self.keyseparator .. value)
            print(key, value, option.default)
         end
      elseif places[key] then
         arguments[places[key]] = key .. self.keyseparator .. value
      else
         print('WARNING: unknown option/argument: ' .. key .. ' IGNORING for DIRECTORY NAME')
      end
   end
   table.sort(options)
   local text = table.concat(arguments, self.argseparator)
   local rest = table.concat(options, self.argseparator)
   text = text == '' and rest or text .. self.argseparator .. rest
   prefix = prefix or ''
   return text == '' and prefix or prefix .. self.argseparator .. text
end

-- Logging -----------------------------------------------------------------------------------------------------

function CmdLine:silent() self.silentio = true end

-- Puts the time, and a name, before every line of the log.
function CmdLine:addTime(name, format)
   format = format or '%Y-%m-%d %H:%M:%S'
   if type(format) ~= 'string' then fail('Argument has to be string') end
   self.dateformat = format .. (name ~= nil and '[' .. name .. ']: ' or '')
end

local print_before  -- the print that the first log took over

-- From now on print writes to `file` (a name or an open file) too.
function CmdLine:log(file, params)
   local target = io.type(file) == 'file' and file or io.open(file, 'w')
   print_before = print_before or print
   function print(...)
      if not self.silentio then print_before(...) end
      local parts = {}
      if self.dateformat then parts[1] = os.date(self.dateformat) end
      for i = 1, select('#', ...) do parts[#parts + 1] = tostring((select(i, ...))) end
      parts[#parts + 1] = '\n'
      target:write(table.concat(parts, ' '))
      target:flush()
   end
   print('[program started on ' .. os.date() .. ']')
   print('[command line arguments]')
   for key, value in pairs(params or {}) do print(key, value) end
   print('[----------------------]')
end
