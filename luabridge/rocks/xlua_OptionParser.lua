-- xlua.OptionParser: options of the command line, as Python's optparse has them
local OptionParser = {}

function xlua.OptionParser(usage)
   local self = {usage = usage, option_descriptions = {}, option_of = {}}
   for name, method in pairs(OptionParser) do self[name] = method end
   self:option {'-h', '--help', action = 'store_true', dest = 'help', help = 'show this help message and exit'}
   return self
end

function OptionParser:fail(message)
   io.stderr:write(message .. '\n')
   self:help()
   os.exit(1)
end

-- A table with the flags, and dest, action (store, store_true, store_false), help, default, req, metavar.
function OptionParser:option(description)
   table.insert(self.option_descriptions, description)
   for _, flag in ipairs(description) do self.option_of[flag] = description end
end

-- The arguments, with --flag=value in two.
local function expanded(arguments)
   local list = {}
   for _, text in ipairs(arguments) do
      local flag, value = text:match('^(%-%-%w+)=(.*)')
      table.insert(list, flag or text)
      if flag then table.insert(list, value) end
   end
   return list
end

-- The value of an option at place i of the list, and the place where it ends.
function OptionParser:value_at(option, list, i)
   if option.action == 'store_true' then return true, i end
   if option.action == 'store_false' then return false, i end
   if option.action ~= 'store' and option.action ~= nil then return option.default, i end
   local value = list[i + 1] or option.default
   if not value then self:fail('option requires an argument ' .. list[i]) end
   return value, i + 1
end

function OptionParser:check_required(options)
   for flag, option in pairs(self.option_of) do
      if option.req and not options[option.dest] then self:fail('option ' .. flag .. ' requires an argument ') end
   end
   if options.help then
      self:help()
      os.exit()
   end
end

-- The options by dest, and the other arguments.
function OptionParser:parse(options)
   options = options or {}
   for _, option in ipairs(self.option_descriptions) do
      if option.default ~= nil and options[option.dest] == nil then options[option.dest] = option.default end
   end
   self.options = options
   options.__main__ = arg ~= nil
   local rest = {}
   if not arg then return options, rest end
   local list, i = expanded(arg), 1
   while i <= #list do
      local option = self.option_of[list[i]]
      if option then
         options[option.dest], i = self:value_at(option, list, i)
      elseif list[i]:find('^%-') then
         self:fail('invalid option ' .. list[i])
      else
         table.insert(rest, list[i])
      end
      i = i + 1
   end
   self:check_required(options)
   return options, rest
end

-- "-r RATE, --rate=RATE"
function OptionParser:flags(option)
   local list = {}
   for i, flag in ipairs(option) do
      local value = ''
      if option.action == nil or option.action == 'store' then
         value = (#flag == 2 and ' ' or '=') .. (option.metavar or option.dest:upper())
      end
      list[i] = flag .. value
   end
   return table.concat(list, ', ')
end

function OptionParser:help()
   local program = arg[0] or 'THISPROG'
   if arg[-1] then program = arg[-1] .. ' ' .. arg[0] end
   io.stdout:write('Usage: ' .. self.usage:gsub('%%prog', (program:gsub('%%', '%%%%'))) .. '\n')
   io.stdout:write('\n')
   io.stdout:write('Options:\n')
   local width = 0
   for _, option in ipairs(self.option_descriptions) do width = math.max(width, #self:flags(option)) end
   for _, option in ipairs(self.option_descriptions) do
      local flags, note = self:flags(option), ''
      if option.req then
         note = ' [REQUIRED]'
      elseif option.default then
         note = ' [default = ' .. tostring(option.default) .. ']'
      end
      io.stdout:write('  ' .. flags .. (' '):rep(width - #flags) .. '  ' .. option.help .. note .. '\n')
   end
end

-- "--rate=0.1,--size=3", fit for a file name: the options whose first flag is listed, all if none is.
local function file_name(self, listed)
   local wanted, parts = {}, {}
   for _, flag in ipairs(listed) do wanted[flag] = true end
   for _, option in ipairs(self.option_descriptions) do
      local value = self.options[option.dest]
      if value and (#listed == 0 or wanted[option[1]]) then
         table.insert(parts, option[1] .. '=' .. tostring(value))
      end
   end
   return (table.concat(parts, ','):gsub('/', '|'):gsub(' ', '_'))
end

function OptionParser:tostring(as_file_name, listed)
   if as_file_name then return file_name(self, listed) end
   local program = (arg and arg[0] or 'interpreted.lua'):gsub('.lua', '')
   local lines = {'<' .. program .. '> configuration:\n'}
   for name, value in pairs(self.options) do table.insert(lines, ' + ' .. name .. ' = ' .. tostring(value) .. '\n') end
   return table.concat(lines)
end

function OptionParser:summarize(compact) io.write(self:tostring(compact, {})) end
