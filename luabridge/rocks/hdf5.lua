-- require 'hdf5': tensors in HDF5 files
local B = ...
local h5 = B.rock_members('hdf5')

hdf5 = {}

local function new_class(name)
   local class = torch.class('hdf5.' .. name)
   function class:__tostring__() return '[' .. name .. ' ' .. h5.path_of(self._node) .. ']' end
   return class
end

-- Datasets ---------------------------------------------------------------------------------------------------------

local DataSet = new_class('HDF5DataSet')
function DataSet:__init(node) self._node = node end
function DataSet:all() return h5.read_all(self._node) end
function DataSet:partial(...) return h5.read_part(self._node, {...}) end
function DataSet:dataspaceSize() return h5.size(self._node) end
function DataSet:getTensorFactory() return torch.factory(h5.type_of(self._node)) end
function DataSet:close() end

-- How a dataset is stored: options:setChunked(32, 32):setDeflate()
local Options = torch.class('hdf5.DataSetOptions')
function Options:__init() end

function Options:setChunked(...)
   self._chunking = {...}
   return self
end

function Options:setDeflate(level)
   self._deflate = level or 6
   return self
end

function Options:close() end

function Options:__tostring__()
   return '[DataSetOptions: chunking=' .. (self._chunking and table.concat(self._chunking, 'x') or 'none') .. ']'
end

-- Groups -----------------------------------------------------------------------------------------------------------

local Group = new_class('HDF5Group')
function Group:__init(node) self._node = node end
function Group:close() end
function Group:createChild(name) return hdf5.HDF5Group(h5.make_group(self._node, name)) end
Group.getOrCreateChild = Group.createChild

function Group:child(name)
   local kind, node = h5.child(self._node, name)
   if not kind then error("HDF5Group:read() - no such child '" .. name .. "' for " .. tostring(self), 0) end
   return kind == 'group' and hdf5.HDF5Group(node) or hdf5.HDF5DataSet(node)
end

function Group:read(names)
   local node = self
   for _, name in ipairs(names) do node = node:child(name) end
   return node
end

function Group:all()
   local result = {}
   for _, name in ipairs(h5.names(self._node)) do result[name] = self:child(name):all() end
   return result
end

local function check_tensor(data)
   if torch.isTensor(data) then return end
   if type(data) == 'userdata' then error('torch-hdf5: writing non-Tensor userdata is not supported', 0) end
   error('torch-hdf5: writing data of type ' .. type(data) .. ' is not supported', 0)
end

-- Stores a tensor, or a table of tensors as a group, under the path that the names make.
local function store(group, names, data, options, put)
   for i = 1, #names - 1 do group = group:getOrCreateChild(names[i]) end
   local name = names[#names]
   if type(data) == 'table' then
      local inner = name and group:getOrCreateChild(name) or group
      for key, value in pairs(data) do store(inner, {key}, value, options, put) end
      return
   end
   check_tensor(data)
   put(group, name, data, options)
end

local function put_new(group, name, tensor, options)
   h5.write(group._node, name, tensor, options and options._chunking, options and options._deflate)
end

local function put_more(group, name, tensor, options)
   local kind, node = h5.child(group._node, name)
   if not kind then return put_new(group, name, tensor, options) end
   h5.append(node, tensor)
end

function Group:write(names, data, options) store(self, names, data, options, put_new) end
function Group:append(names, data, options) store(self, names, data, options, put_more) end

-- Files ------------------------------------------------------------------------------------------------------------

local File = torch.class('hdf5.HDF5File')

function File:__init(file)
   self._file, self._rootGroup = file, hdf5.HDF5Group(file)
end

function File:filename() return h5.file_name(self._file) end

function File:__tostring__() return '[HDF5File: ' .. self:filename() .. ']' end

function File:close() h5.close_file(self._file) end

local function names_of(path)
   assert(type(path) == 'string', 'HDF5File: a data path (string) is required')
   local names = {}
   for name in path:gmatch('[^/]+') do names[#names + 1] = name end
   return names
end

local function writer(method)
   return function(self, path, data, options)
      local names = names_of(path)
      assert(torch.isTensor(data) or type(data) == 'table' or type(data) == 'userdata',
         'HDF5File:' .. method .. '() requires a tensor or table as its second parameter')
      if #names == 0 and type(data) ~= 'table' then
         error('HDF5File:write() - must provide a table when writing to the root location')
      end
      return self._rootGroup[method](self._rootGroup, names, data, options)
   end
end

File.write, File.append = writer 'write', writer 'append'

-- What is at a path: a dataset or a group, whose all() gives tensors.
function File:read(path) return self._rootGroup:read(names_of(path or '/')) end

function File:all() return self:read('/'):all() end

-- mode: 'r', 'r+', 'w', 'w-' (new files only), 'a' (the default)
function hdf5.open(name, mode) return hdf5.HDF5File(h5.open_file(name, mode)) end
rawset(hdf5.HDF5File, 'open', hdf5.open)

return hdf5
