-- torch.Tester: collects test functions; the assertions that they make.
local B = ...
local fail, equality = B.raise, B.equality
local format = string.format

-- As assert, with the line of the script in the message.
local function ensure(holds, text)
   if not holds then fail(text) end
end
B.ensure = ensure

local Tester = B.new_plain_class('torch.Tester', nil, torch)

function Tester:__init()
   self.errors, self.tests, self.warnings, self._warningCount, self.disabledTests = {}, {}, {}, {}, {}
   self._currentTestName = ''
   self._assertTensorEqIgnoresDims = true  -- assertTensorEq takes {{1}} for {1}, with a warning
end

function Tester:setEarlyAbort(flag) self.earlyAbort = flag end

function Tester:setRethrowErrors(flag) self.rethrow = flag end

function Tester:setSummaryOnly(flag) self.summaryOnly = flag end

-- Outcomes ----------------------------------------------------------------------------------------------------

function Tester:_success()
   local name = self._currentTestName
   self.assertionPass[name] = self.assertionPass[name] + 1
   return true
end

-- The message with the test's name before it, and after it where the test stood.
function Tester:_addDebugInfo(message)
   local trace = debug.traceback('', 2):gsub('\n%s+luabridge[^\n]*', '')
   local place = trace:match('.-\n([^\n]+\n[^\n]+)\n[^\n]+xpcall') or ''
   local name = self._currentTestName
   return (name ~= '' and name .. '\n' or '') .. message .. '\n' .. place
end

function Tester:_failure(message)
   if self.rethrow then fail(message) end
   local name = self._currentTestName
   self.assertionFail[name] = self.assertionFail[name] + 1
   table.insert(self.errors, self:_addDebugInfo(message))
   return false
end

function Tester:_warning(message)
   local name = self._currentTestName
   self._warningCount[name] = (self._warningCount[name] or 0) + 1
   table.insert(self.warnings, self:_addDebugInfo(message))
end

function Tester:_assert_sub(condition, message)
   if condition then return self:_success() end
   return self:_failure(message)
end

-- Optional arguments ------------------------------------------------------------------------------------------

-- The message that a test gave, as a line of its own.
local function line(message, ...)
   ensure(select('#', ...) == 0 or next {...} == nil, 'Unexpected arguments passed to test function')
   if message == nil or message == false then return '' end
   ensure(type(message) == 'string', 'message parameter must be a string')
   return message ~= '' and message .. '\n' or ''
end

-- Tolerance and message come in either order.
local function tolerance_and_line(default, ...)
   local tolerance, message
   for _, value in ipairs {...} do
      if type(value) == 'string' then
         if message then fail('Unexpected string argument; already have message') end
         message = value .. '\n'
      elseif type(value) == 'number' then
         if tolerance then fail('Unexpected number argument; already have tolerance') end
         ensure(value >= 0, 'tolerance cannot be negative')
         tolerance = value
      else
         fail('Unrecognized argument; should be a tolerance or message')
      end
   end
   return tolerance or default, message or ''
end

-- Assertions --------------------------------------------------------------------------------------------------
-- All end in tail calls: the frame below is the test's own.

function Tester:assert(condition, ...)
   local message = line(...)
   if type(condition) ~= 'boolean' then
      self:_warning(' :assert should only be used for boolean conditions. To check for non-nil variables, ' ..
                    'do this explicitly: Tester:assert(var ~= nil).')
   end
   return self:_assert_sub(condition, message .. 'BOOL violation condition=' .. tostring(condition))
end

-- Defines assertNAME(a, b, message): `holds(a, b)`, or else "LT failed: a >= b".
local function comparison(name, label, sign, holds)
   Tester['assert' .. name] = function(self, a, b, ...)
      local message = line(...)
      return self:_assert_sub(holds(a, b), format('%s%s failed: %s %s %s', message, label, tostring(a), sign, tostring(b)))
   end
end

comparison('lt', 'LT', '>=', function(a, b) return a < b end)
comparison('gt', 'GT', '<=', function(a, b) return a > b end)
comparison('le', 'LE', '>', function(a, b) return a <= b end)
comparison('ge', 'GE', '<', function(a, b) return a >= b end)
comparison('eq', 'EQ', '~=', function(a, b) return a == b end)

function Tester:assertne(a, b, ...)
   local message = line(...)
   if type(a) == type(b) and type(a) == 'table' or type(a) == 'userdata' then
      self:_warning(' :assertne should only be used to compare basic lua objects (numbers, booleans, etc). ' ..
                    'Consider using either :assertGeneralNe or :assert(a ~= b).')
   end
   return self:_assert_sub(a ~= b, format('%sNE failed: %s == %s', message, tostring(a), tostring(b)))
end

function Tester:assertalmosteq(a, b, ...)
   local tolerance, message = tolerance_and_line(1e-16, ...)
   return self:_assert_sub(math.abs(a - b) <= tolerance, format('%sALMOST_EQ failed: %s ~= %s with tolerance=%s',
                           message, tostring(a), tostring(b), tostring(tolerance)))
end

function Tester:_eqOrNeq(got, expected, negate, ...)
   local tolerance, message = tolerance_and_line(0, ...)
   local holds, text = equality.values(got, expected, tolerance, negate)
   return self:_assert_sub(holds, message .. (text or ''))
end

function Tester:assertGeneralEq(got, expected, ...) return self:_eqOrNeq(got, expected, false, ...) end

function Tester:assertGeneralNe(got, unexpected, ...) return self:_eqOrNeq(got, unexpected, true, ...) end

function Tester:eq(got, expected, ...) return self:assertGeneralEq(got, expected, ...) end

function Tester:ne(got, unexpected, ...) return self:assertGeneralNe(got, unexpected, ...) end

function Tester:_assertTensorEqOrNeq(a, b, negate, ...)
   ensure(torch.isTensor(a), 'First argument should be a Tensor')
   ensure(torch.isTensor(b), 'Second argument should be a Tensor')
   local tolerance, message = tolerance_and_line(0, ...)
   local any_shape = self._assertTensorEqIgnoresDims
   local holds, text = equality.tensors(a, b, tolerance, negate, any_shape)
   if any_shape and holds and not negate and not a:isSameSizeAs(b) then
      self:_warning('Tensors have the same content but different dimensions. For backwards compatibility, they are ' ..
                    'considered equal, but this may change in the future. Consider using :eq to check for equality instead.')
   end
   return self:_assert_sub(holds, message .. (text or ''))
end

function Tester:assertTensorEq(a, b, ...) return self:_assertTensorEqOrNeq(a, b, false, ...) end

function Tester:assertTensorNe(a, b, ...) return self:_assertTensorEqOrNeq(a, b, true, ...) end

function Tester:_assertTableEqOrNeq(a, b, negate, ...)
   ensure(type(a) == 'table', 'First argument should be a Table')
   ensure(type(b) == 'table', 'Second argument should be a Table')
   return self:_eqOrNeq(a, b, negate, ...)
end

function Tester:assertTableEq(a, b, ...) return self:_assertTableEqOrNeq(a, b, false, ...) end

function Tester:assertTableNe(a, b, ...) return self:_assertTableEqOrNeq(a, b, true, ...) end

-- `fits(error)`: is it the right one?
function Tester:assertErrorObj(f, fits, ...)
   local message = line(...)
   local done, err = pcall(f)
   return self:_assert_sub(not done and fits(err), format('%sERROR violation: err=%s', message, tostring(err)))
end

function Tester:assertError(f, ...)
   return self:assertErrorObj(f, function() return true end, ...)
end

function Tester:assertErrorMsg(f, text, ...)
   return self:assertErrorObj(f, function(err) return err == text end, ...)
end

function Tester:assertErrorPattern(f, pattern, ...)
   return self:assertErrorObj(f, function(err) return string.find(err, pattern) ~= nil end, ...)
end

function Tester:assertNoError(f, ...)
   local message = line(...)
   local done, err = pcall(f)
   return self:_assert_sub(done, format('%sERROR violation: err=%s', message, tostring(err)))
end

-- Collecting --------------------------------------------------------------------------------------------------

local SPECIAL = {_setUp = 'Only one set-up function allowed', _tearDown = 'Only one tear-down function allowed'}

-- Adds a function under a name, or all of a TestSuite or table.
function Tester:add(test, name)
   if type(test) == 'table' then
      ensure(name == nil, 'Name parameter is forbidden for a table of tests, since its use is ambiguous')
      if test.__isTestSuite then
         test = test.__tests
      else
         self:_warning('Should use TestSuite rather than plain lua table')
      end
      for key, value in pairs(test) do
         ensure(type(value) ~= 'table', 'Nested sets of tests are not supported')
         self:add(value, key)
      end
      return self
   end
   ensure(type(test) == 'function', 'Only tables of functions and functions supported')
   if SPECIAL[name] then
      ensure(not self[name], SPECIAL[name])
      self[name] = test
      return self
   end
   name = name or 'unknown'
   if self.tests[name] ~= nil then fail('Test with name ' .. name .. ' already exists!') end
   self.tests[name] = test
   return self
end

function Tester:disable(names)
   if type(names) == 'string' then names = {names} end
   ensure(type(names) == 'table', 'Expecting name or list for disable')
   for _, name in ipairs(names) do
      ensure(self.tests[name], "Unrecognized test '" .. name .. "'")
      self.disabledTests[name] = true
   end
   return self
end
