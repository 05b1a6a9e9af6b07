-- require 'csvigo': files of comma-separated values as lists of rows, or as a table of columns (tidy)
local B = ...
require 'xlua'
local rows = B.rock_members('csvigo')

csvigo = {}

-- A file, read and written row by row.
local File = torch.class('csvigo.File')

function File:__init(path, mode, separator, nan_as_missing)
   self.filepath, self.separator, self.nan_as_missing = path, separator or ',', nan_as_missing or false
   local message
   self.file, message = io.open(path, mode)
   if not self.file then error(message) end
end

function File:close() self.file:close() end

function File:lines() return self.file:lines() end

function File:read()
   local line = self.file:read()
   return line and rows.split_row(line, self.separator)
end

function File:readall() return rows.read_rows(self.filepath, self.separator) end

function File:write(values)
   local texts = {}
   for i, value in ipairs(values) do
      texts[i] = self.nan_as_missing and value ~= value and '' or tostring(value)
   end
   self.file:write(rows.join_row(texts, self.separator), '\n')
end

function File:writeall(list)
   for _, values in ipairs(list) do self:write(values) end
   return true
end

-- Loading ---------------------------------------------------------------------------------------------------------

local function reporter(verbose)
   return function(...)
      if verbose then print('<csv>', ...) end
   end
end

local function expanded(path) return (path:gsub('^~', os.getenv('HOME') or '~')) end

local function has_header(header, row)
   if header == 'auto' then return tonumber(row[1]) == nil end
   return header and header ~= 'false'
end

-- The names of the columns, and their values by name.
local function tidy_up(list, header, skip)
   local first = 1 + skip
   local names, columns = {}, {}
   if has_header(header, list[first]) then
      names, first = list[first], first + 1
   else
      for i = 1, #list[first] do names[i] = 'var_' .. i end
   end
   for _, name in ipairs(names) do columns[name] = {} end
   for i = first, #list do
      for j, value in ipairs(list[i]) do table.insert(columns[names[j]], value) end
   end
   return names, columns
end

-- The rows whose values are among those wanted, of all variables ('inter') or of one ('union').
local function filtered(columns, kind, wanted)
   local hits, variables, length = {}, 0, 0
   for name, values in pairs(wanted) do
      variables = variables + 1
      local accepted = {}
      for _, value in ipairs(type(values) == 'table' and values or {values}) do accepted[tostring(value)] = true end
      for i, value in ipairs(columns[name]) do
         hits[i] = (hits[i] or 0) + (accepted[value] and 1 or 0)
         length = math.max(length, i)
      end
   end
   local result = {}
   for name, values in pairs(columns) do
      result[name] = {}
      for i = 1, length do
         if hits[i] >= (kind == 'union' and 1 or variables) then table.insert(result[name], values[i]) end
      end
   end
   return result
end

local QUERY_HELP = "query('all'), query('vars'), query('union', {var1 = {1}, var2 = {2, 3}}) or query('inter', {...}): "
   .. 'the rows where one variable, or each, has one of its values'

local function new_query(columns)
   return function(kind, wanted)
      if type(kind) == 'table' then kind, wanted = kind.query or 'all', kind.vars end
      if kind == 'help' then return print(QUERY_HELP) end
      if kind == nil or kind == 'all' then return columns end
      if kind ~= 'vars' then return filtered(columns, kind, wanted) end
      local names = {}
      for name in pairs(columns) do table.insert(names, name) end
      return names
   end
end

function csvigo.load(...)
   local args, path, separator, mode, header, verbose, skip = xlua.unpack(
      {...}, 'csvigo.load', 'Load a CSV file: as a list of rows (raw), as columns by name (tidy), or to be asked (query)',
      {arg = 'path', type = 'string', help = 'path to file', req = true},
      {arg = 'separator', type = 'string', help = 'separator (one character)', default = ','},
      {arg = 'mode', type = 'string', help = 'load mode: raw | tidy | query | large', default = 'tidy'},
      {arg = 'header', type = 'string', help = 'file has a header (variable names): true | false | auto', default = 'auto'},
      {arg = 'verbose', type = 'boolean', help = 'verbose load', default = true},
      {arg = 'skip', type = 'number', help = 'skip this many lines at start of file', default = 0},
      {arg = 'column_order', type = 'boolean', help = 'return csv\'s column order in tidy mode', default = false})
   local report = reporter(verbose)
   path = expanded(path)
   report('parsing file: ' .. path)
   local list = rows.read_rows(path, separator)
   if mode == 'raw' or mode == 'large' then
      report('parsing done')
      return list
   end
   report('tidying up entries')
   local names, columns = tidy_up(list, header, skip)
   if mode == 'tidy' then
      report('returning tidy table')
      if args.column_order then return names, columns end
      return columns
   elseif mode == 'query' then
      report("returning query closure, type query('help') to get help")
      return new_query(columns)
   end
   print(args.usage)
   error('unknown mode')
end

-- Saving ----------------------------------------------------------------------------------------------------------

-- Columns by name as rows, in this order of the columns.
local function rows_of(columns, order)
   local list = {}
   for j, name in ipairs(order) do
      for i, value in ipairs(columns[name]) do
         list[i] = list[i] or {}
         list[i][j] = value
      end
   end
   return list
end

function csvigo.save(...)
   local args, path, data, separator, mode, header, verbose = xlua.unpack(
      {...}, 'csvigo.save', 'Save a list of rows (raw), columns by name (tidy) or a query as a CSV file',
      {arg = 'path', type = 'string', help = 'path to file', req = true},
      {arg = 'data', type = 'table', help = 'table to save as a CSV file', req = true},
      {arg = 'separator', type = 'string', help = 'separator (one character)', default = ','},
      {arg = 'mode', type = 'string', help = 'table to save is represented as: raw | tidy | query', default = 'autodetect'},
      {arg = 'header', type = 'boolean', help = 'table has a header (variable names)', default = true},
      {arg = 'verbose', type = 'boolean', help = 'verbose load', default = true},
      {arg = 'column_order', type = 'table', help = 'write columns in this order'},
      {arg = 'nan_as_missing', type = 'boolean', help = 'save nan values (0/0) as missing', default = false})
   local report = reporter(verbose)
   path = expanded(path)
   report('writing to file: ' .. path)
   if type(data) == 'function' then data = data('all') end
   if mode == 'autodetect' then mode = #data == 0 and 'tidy' or 'raw' end
   local file = csvigo.File(path, 'w', separator, args.nan_as_missing)
   if mode ~= 'raw' then
      report('exporting tidy table to raw CSV')
      local order = args.column_order
      if not order then
         order = {}
         for name in pairs(data) do table.insert(order, name) end
      end
      if header then file:write(order) end
      data = rows_of(data, order)
   end
   file:writeall(data)
   report('writing done')
   file:close()
end

return csvigo
