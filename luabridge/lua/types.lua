-- The functions of Lua that ask what a value is or walk over it, for modules and classes of Python as for tables.
-- Plain tables take the original path: `pairs` returns the genuine `next`, which the compiler specialises.
local B = ...
local raw, py, records, adopt, out, into = B.raw, B.py, B.records, B.adopt, B.out, B.into
local rawtype, rawnext, rawgetmetatable, error = raw.type, raw.next, raw.getmetatable, raw.error
local class_tables, POBJECT = B.class_tables, B.POBJECT
local debug_getmetatable = raw.debug_getmetatable

-- The record of a Python object that counts as a table in Lua, nil for anything else.
local function table_record(value)
   if rawtype(value) == 'userdata' and rawgetmetatable(value) == POBJECT then
      local record = records[value] or adopt(value)
      return record.kind == 'object' and record or nil
   end
end
B.table_record = table_record

local view_class = B.view_class or function() end

function type(value)
   local kind = rawtype(value)
   if kind == 'userdata' then
      if table_record(value) then return 'table' end
   elseif kind == 'cdata' then
      if view_class(value) then return 'userdata' end
   end
   return kind
end

function getmetatable(value)
   if rawtype(value) == 'userdata' and rawgetmetatable(value) == POBJECT then
      return (records[value] or adopt(value)).info.mt
   elseif view_class(value) then
      return view_class(value).mt
   end
   return rawgetmetatable(value)
end

function setmetatable(value, mt)
   if rawtype(value) ~= 'userdata' or not table_record(value) then return raw.setmetatable(value, mt) end
   local class = class_tables[mt]
   if not class then
      B.raise('setmetatable: an object of ' .. records[value].typename ..
         ' lives in Python and takes only the metatable of a class derived from nn or torch')
   end
   py.set_class(value, class.cls)
   records[value] = nil
   return value
end

-- pairs and next ------------------------------------------------------------------------------------------

local function next_field(object, key) return out(py.next_field(object, into(key))) end

-- A loop that has met another iterator than the genuine `next` skips keys of tables in code that was compiled before.
local function pairs_of_fields(object)
   local list, all = {py.fields(object)}, {}
   for i = 1, #list, 2 do all[list[i]] = out(list[i + 1]) end
   return rawnext, all, nil
end

-- What a class of Python offers: its own methods and values.
local function pairs_of_class(class)
   local all = {}
   for _, place in raw.ipairs {class.statics, class.methods} do
      for key, value in rawnext, place do all[key] = value end
   end
   return rawnext, all, nil
end

function pairs(value)
   local kind = rawtype(value)
   if kind == 'table' then
      if rawgetmetatable(value) ~= nil then
         local mt = debug_getmetatable(value)
         local custom = mt.__pairs
         if custom then return custom(value) end
         local class = class_tables[value]
         if class and class.mt == value then return pairs_of_class(class) end
      end
      return rawnext, value, nil
   elseif kind == 'userdata' then
      local custom = debug_getmetatable(value) == POBJECT and (records[value] or adopt(value)).methods.__pairs
      if custom then return custom(value) end
      if table_record(value) then return pairs_of_fields(value) end
   end
   return raw.pairs(value)
end

function ipairs(value)
   if rawgetmetatable(value) ~= nil then
      local mt = debug_getmetatable(value)
      local custom = mt.__ipairs
      if custom then return custom(value) end
      local methods = mt == POBJECT and (records[value] or adopt(value)).methods
      if methods and methods.__ipairs then return methods.__ipairs(value) end
      if methods and table_record(value) then
         return function(object, i)
            local item = object[i + 1]
            if item ~= nil then return i + 1, item end
         end, value, 0
      end
   end
   return raw.ipairs(value)
end

function next(value, key)
   if rawtype(value) == 'userdata' and table_record(value) then return next_field(value, key) end
   return rawnext(value, key)
end

function rawget(value, key)
   if rawtype(value) == 'table' then
      local found = raw.rawget(value, key)
      if found == nil then
         local class = class_tables[value]
         if class and class.mt == value then
            found = raw.rawget(class.methods, key)
            if found == nil then found = raw.rawget(class.statics, key) end
         end
      end
      return found
   elseif table_record(value) then
      return out(py.get_field(value, into(key)))
   end
   return raw.rawget(value, key)
end

function rawset(value, key, item)
   if rawtype(value) == 'userdata' and table_record(value) then
      local record = records[value]
      if item ~= nil and record.methods[key] ~= nil then B.shadow(record, key) end
      py.set_field(value, into(key), into(item))
      return value
   elseif class_tables[value] then
      value[key] = item
      return value
   end
   return raw.rawset(value, key, item)
end

-- The number of an object's fields 1, 2, 3 ...
local function border(object)
   local n = 0
   while rawget(object, n + 1) ~= nil do n = n + 1 end
   return n
end

function rawlen(value)
   local kind = rawtype(value)
   if kind == 'table' or kind == 'string' then return #value end
   if table_record(value) then return border(value) end
   error('table or string expected', 2)
end

B.border = border

local rawunpack = raw.unpack
function unpack(value, first, last)
   if rawtype(value) == 'table' then return rawunpack(value, first or 1, last or #value) end
   if not table_record(value) then return rawunpack(value, first, last) end
   local list = {}
   first, last = first or 1, last or border(value)
   for i = first, last do list[i] = rawget(value, i) end
   return rawunpack(list, first, last)
end
table.unpack = unpack

-- table.insert and its like, on modules: their fields 1, 2, 3 ...
for _, name in raw.ipairs {'insert', 'remove', 'concat', 'sort'} do
   local original = table[name]
   table[name] = function(value, ...)
      if rawtype(value) ~= 'userdata' or not table_record(value) then return original(value, ...) end
      local list = {}
      local n = border(value)
      for i = 1, n do list[i] = rawget(value, i) end
      local result = original(list, ...)
      for i = 1, math.max(n, #list) do rawset(value, i, list[i]) end
      return result
   end
end
