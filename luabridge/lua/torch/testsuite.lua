-- torch.TestSuite: a table of test functions that lets no test be defined twice.
local B = ...
local fail = B.raise

local behaviour = {}

function behaviour.__index(suite, name) return rawget(suite, '__tests')[name] end

function behaviour.__newindex(suite, name, test)
   local tests = rawget(suite, '__tests')
   if tests[name] ~= nil then fail('Test ' .. tostring(name) .. ' is already defined.') end
   if type(test) == 'table' then fail('Nested tables of tests are not supported') end
   if type(test) ~= 'function' then fail('Only functions are supported as members of a TestSuite') end
   tests[name] = test
end

function torch.TestSuite() return setmetatable({__tests = {}, __isTestSuite = true}, behaviour) end
