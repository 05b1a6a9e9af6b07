-- xlua.unpack and xlua.usage: arguments by name or in order, with checks, defaults and a help text
local BANNER = ('+'):rep(69)
local COLUMN = 40  -- where the comments of a usage begin
local MOST = 64    -- arguments

local function default_text(param)
   if type(param.default) == 'table' then return '  [default = ' .. xlua.table2string(param.default) .. ']' end
   if param.default ~= nil then return '  [default = ' .. tostring(param.default) .. ']' end
   return param.defaulta and '  [default == ' .. param.defaulta .. ']' or ''
end

local function line(text, param)
   if not param.req then text = '[' .. text .. ']' end
   text = '    ' .. text
   return text .. (' '):rep(COLUMN - #text) .. '-- ' .. param.help
end

local function named_usage(name, params)
   local lines = {name .. '{'}
   for _, param in ipairs(params) do
      lines[#lines + 1] = line(param.arg .. ' = ' .. param.type, param) .. default_text(param)
   end
   return table.concat(lines, '\n') .. '\n}\n'
end

-- Several forms are separated by '' in the list.
local function ordered_usage(name, params)
   local parts, i = {}, 1
   repeat
      parts[#parts + 1] = name .. '(\n'
      while params[i] and params[i] ~= '' do
         parts[#parts + 1] = line(params[i].type, params[i]) .. '\n'
         i = i + 1
      end
      parts[#parts + 1] = ')\n'
      i = i + 1
   until not params[i - 1]
   return table.concat(parts)
end

-- The help text of a function.
function xlua.usage(name, description, example, ...)
   local c = sys.COLORS
   local params = {...}
   if params[1].tabled then params = params[1].tabled end
   local text = BANNER .. '\n' .. c.Magenta .. name .. c.none .. '\n'
   if description then text = text .. '\n' .. description .. '\n' end
   text = text .. '\n' .. c.blue .. '> ' .. c.none .. 'usage:\n' .. c.cyan
   text = text .. (params[1].arg and named_usage or ordered_usage)(name, params) .. c.none
   if example then text = text .. '\n' .. c.cyan .. example .. c.none .. '\n' end
   return text .. BANNER
end

-- The usage, made when it is shown.
local function lazy_usage(name, description, params)
   return setmetatable({}, {__tostring = function()
      local example
      if #params > 1 then
         local first, second = params[1], params[2]
         example = name .. '{' .. second.arg .. '=' .. second.type .. ', ' .. first.arg .. '=' .. first.type .. '}\n'
            .. name .. '(' .. first.type .. ', ...)'
      end
      return xlua.usage(name, description, example, {tabled = params})
   end})
end

local function is_named(args)
   local first = args[1]
   return #args == 1 and type(first) == 'table' and #first == 0 and torch.typename(first) == nil
end

-- What was given, by name.
local function given_of(args, params)
   if is_named(args) then return args[1] end
   local given = {}
   for i, param in ipairs(params) do given[param.arg] = args[i] end
   return given
end

-- The arguments as a table, by name and by number, then one by one.
function xlua.unpack(args, name, description, ...)
   local params = {...}
   local usage = lazy_usage(name, description, params)
   local function refuse(message)
      if message then print(sys.COLORS.Red .. message .. sys.COLORS.none) end
      print(usage)
      xlua.error('error')
   end
   if #args == 0 then refuse() end
   local given, result = given_of(args, params), {}
   for i, param in ipairs(params) do
      local value = given[param.arg]
      if value == nil then
         if param.req then refuse('missing argument: ' .. param.arg) end
         value = param.default
         if value == nil and param.defaulta then value = result[param.defaulta] end
      end
      result[param.arg], result[i] = value, value
   end
   result.usage = usage
   if result[MOST + 1] then xlua.error('<xlua.unpack> oups, cant deal with more than 64 arguments :-)') end
   return result, unpack(result, 1, MOST)
end

-- The same, into the fields of an object.
function xlua.unpack_class(object, args, name, description, ...)
   for key, value in pairs((xlua.unpack(args, name, description, ...))) do
      if type(key) ~= 'number' then object[key] = value end
   end
end

-- Gives a module a help text, which printing it shows.
function xlua.usage_module(module, name, description)
   local text = sys.COLORS.magenta .. BANNER .. '\nPACKAGE:\n' .. name .. '\n'
   if description then text = text .. '\nDESC:\n' .. description .. '\n' end
   text = text .. ('+'):rep(68) .. sys.COLORS.none
   local mt = getmetatable(module) or {}
   setmetatable(module, mt)
   mt.__tostring = function() return text end
   return text
end
