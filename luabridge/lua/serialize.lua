-- torch.save, torch.load and their like; Lua functions and objects of Lua's own classes on their way to files.
local B = ...
local raw, py, out, into = B.raw, B.py, B.out, B.into
local error = raw.error

local S = {}
B.serialize = S

-- A function as a file holds it: its bytecode, then name, id and value of each upvalue. `ids` numbers the variables
-- of one file: two functions that share a variable name the same number.
function S.dump(f, ids)
   local done, code = raw.pcall(string.dump, f)
   if not done then return nil end
   local list, n, i = {}, 0, 1
   while true do
      local name, value = debug.getupvalue(f, i)
      if not name then break end
      local id
      if debug.upvalueid then
         local key = debug.upvalueid(f, i)
         id = ids[key]
         if not id then
            ids.last = (ids.last or 0) + 1
            id = ids.last
            ids[key] = id
         end
      end
      list[n + 1], list[n + 2], list[n + 3] = name, id, into(value)
      n, i = n + 3, i + 1
   end
   return code, raw.unpack(list, 1, n)
end

-- The function of this bytecode, nil where it was written by another kind of Lua.
function S.load(code)
   local f = raw.loadstring(code, '=function')
   return f and into(f)
end

-- Gives a function that was just loaded the upvalue `index`; `joined` keeps the first owner of each variable.
function S.set_upvalue(f, index, value, id, joined)
   debug.setupvalue(f, index, out(value))
   if id and debug.upvaluejoin then
      local first = joined[id]
      if first then
         debug.upvaluejoin(f, index, first[1], first[2])
      else
         joined[id] = {f, index}
      end
   end
end

-- A method of the class of a Lua object: `__write` or `write`.
function S.method(typename, name)
   local mt = B.metatables[typename]
   local f = mt and (mt['__' .. name] or mt[name])
   return raw.type(f) == 'function' and into(f) or nil
end

function S.version(typename)
   local mt = B.metatables[typename]
   return mt and mt.__version or 1
end

-- An object without fields of a class of Lua; nil where there is no such class.
function S.new(typename)
   local mt = B.metatables[typename]
   local factory = mt and raw.rawget(mt, '__factory')
   return factory and into(factory())
end

-- The functions of scripts ------------------------------------------------------------------------------------

local function check_mode(mode, names)
   if mode == nil then return end
   for _, name in raw.ipairs(names) do
      if mode == name then return end
   end
   local all = table.concat(names, '", "', 1, #names - 1) .. '" or "' .. names[#names]
   error('"' .. all .. '" (or nil) expected for mode', 3)
end

local function check_referenced(referenced)
   if referenced ~= nil and raw.type(referenced) ~= 'boolean' then
      error('true or false (or nil) expected for referenced', 3)
   end
   return referenced ~= false
end

function torch.save(name, object, mode, referenced)
   check_mode(mode, {'binary', 'ascii'})
   py.save(into(object), name, mode == 'ascii', check_referenced(referenced))
end

function torch.load(name, mode, referenced)
   check_mode(mode, {'binary', 'b32', 'b64', 'ascii'})
   check_referenced(referenced)
   return out(py.load(name, mode))
end

function torch.serialize(object, mode) return py.dumps(into(object), mode == 'ascii') end

function torch.deserialize(text, mode)
   if raw.type(text) ~= 'string' then return torch.deserializeFromStorage(text, mode) end
   return out(py.loads(text, mode))
end

function torch.serializeToStorage(object, mode) return py.dump_storage(into(object), mode == 'ascii') end

function torch.deserializeFromStorage(storage, mode) return out(py.load_storage(storage, mode)) end

torch.saveobj, torch.loadobj = torch.save, torch.load
