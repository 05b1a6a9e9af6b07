-- require 'nngraph': from now on a call of a module makes a node, as do `-module` and `node - module`.
local B = ...
local raw = B.raw
local getinfo, getlocal = debug.getinfo, debug.getlocal

require 'nn'
require 'graph'
B.py.activate('nngraph')
nngraph = B.new_namespace('nngraph')

local calls = B.new_namespace('nngraph.calls')

-- Only Lua's classes change: Python code goes on calling modules with data.
local function replace(typename, name, make)
   raw.rawset(B.class_of(typename).methods, name, make)
end

local function caller(make)
   return function(object, ...)
      if select('#', ...) == 1 and (...) == nil then error('inputs[1] is nil (typo / bad index?)', 2) end
      return make(object, ...)
   end
end

replace('nn.Module', '__call__', caller(calls.module_node))
replace('nn.Module', '__unm__', function(module) return module() end)
replace('nn.Module', '__sub__', function(previous, following) return following(previous) end)
replace('nn.Criterion', '__call__', caller(calls.criterion_node))
replace('nngraph.Node', '__sub__', function(previous, following) return following(previous) end)

-- Where a node is made: the innermost line of a script.
local function place()
   for level = 2, 100 do
      local info = getinfo(level, 'Sl')
      if not info then return nil end
      if info.what ~= 'C' and not info.source:find('^=luabridge') then return info.short_src, info.currentline end
   end
end
B.new_namespace('nngraph.labels').use_locator(place)

-- Names nodes after the local variables, at this level of the stack, that hold them.
function nngraph.annotateNodes(stackLevel)
   local level = (stackLevel or 1) + 1
   for index = 1, math.huge do
      local name, value = getlocal(level, index)
      if not name then break end
      if torch.typename(value) == 'nngraph.Node' and not value.data.annotations.name then
         value:annotate({name = name})
      end
   end
end

return nngraph
