-- torch.Tester: runs the tests and reports what became of them.
local B = ...
local ensure = B.ensure
local Tester = B.metatables['torch.Tester']

local WIDTH = 80
local COLORS = {none = '\27[0m', cyan = '\27[0;36m', yellow = '\27[0;33m', magenta = '\27[0;35m', red = '\27[0;31m',
                green = '\27[0;32m'}

-- Torch colours what it prints under `th`, be that a terminal or not.
local function paint(text, color)
   if not arg then return text end
   return COLORS[color] .. text .. COLORS.none
end

local function stamp(text, color) return '[' .. paint(text, color) .. ']' end

local function count(n, thing) return n .. ' ' .. thing .. (n == 1 and '' or 's') end

local function size(t)
   local n = 0
   for _ in pairs(t) do n = n + 1 end
   return n
end

-- Choosing ----------------------------------------------------------------------------------------------------

function Tester:_getTests(names)
   if names == nil then return self.tests end
   if type(names) == 'string' then names = {names} end
   ensure(type(names) == 'table', 'Only accept a name or table of test names (or nil for all tests)')
   local chosen = {}
   for _, pattern in ipairs(names) do
      local found = false
      for name, test in pairs(self.tests) do
         if string.match(name, pattern) then chosen[name], found = test, true end
      end
      ensure(found, "Couldn't find test '" .. pattern .. "'")
   end
   return chosen
end

-- Running -----------------------------------------------------------------------------------------------------

function Tester:run(names)
   local tests = self:_getTests(names)
   self.assertionPass, self.assertionFail, self.haveWarning, self.testError = {}, {}, {}, {}
   for name in pairs(tests) do
      self.assertionPass[name], self.assertionFail[name], self.testError[name] = 0, 0, 0
      self._warningCount[name] = 0
   end
   self:_run(tests)
   self:_report(tests)
   for name in pairs(tests) do
      ensure(self.assertionFail[name] == 0 and self.testError[name] == 0, 'An error was found while running tests!')
   end
   return 0
end

-- An error that ended a test, with the traceback.
local function traced(err) return B.clean_traceback(debug.traceback(tostring(err), 2)) end

-- Calls a test: did it end, with what, and without failed assertions?
function Tester:_pcall(test)
   local before = #self.errors
   local done, result = xpcall(test, traced)
   if not done then
      table.insert(self.errors, self._currentTestName .. '\n Function call failed\n' .. result .. '\n')
   end
   return done, result, done and before == #self.errors
end

-- Runs one test between set-up and tear-down: did it end, and did it pass?
function Tester:_runOne(name, test)
   local done, passed, _ = true
   if self._setUp then self._setUp(name) end
   if self.rethrow then
      local before = #self.errors
      test()
      passed = before == #self.errors
   else
      done, _, passed = self:_pcall(test)
   end
   if self._tearDown then self._tearDown(name) end
   return done, passed
end

function Tester:_run(tests)
   local total = size(tests)
   local digits = #tostring(total)
   local numbering = '%' .. digits .. 'u/' .. total .. ' '
   io.write('Running ' .. count(total, 'test') .. '\n')
   local i = 1
   for name, test in pairs(tests) do
      self._currentTestName = name
      local dots = ('.'):rep(WIDTH - 10 - 2 * digits - #name)
      local head = paint(numbering:format(i), 'cyan') .. name .. ' ' .. dots .. ' '
      io.write(head .. stamp('WAIT', 'cyan'))
      io.flush()
      local skipped, done, passed = self.disabledTests[name]
      if not skipped then done, passed = self:_runOne(name, test) end
      io.write('\r' .. head)
      if skipped then
         io.write(stamp('SKIP', 'yellow'))
      elseif not done then
         self.testError[name] = 1
         io.write(stamp('ERROR', 'magenta'))
      elseif not passed then
         io.write(stamp('FAIL', 'red'))
      else
         io.write(stamp('PASS', 'green'))
         if self._warningCount[name] > 0 then
            io.write('\n' .. (' '):rep(WIDTH - 10) .. stamp('+warning', 'yellow'))
         end
      end
      io.write('\n')
      io.flush()
      if self.earlyAbort and i < total and not skipped and not (done and passed) then
         io.write('Aborting on first error, not all tests have been executed\n')
         break
      end
      i = i + 1
      collectgarbage()
   end
end

-- Reporting ---------------------------------------------------------------------------------------------------

-- How many of the tests a table of numbers has above 0.
local function above_zero(tests, numbers)
   local n = 0
   for name in pairs(tests) do
      if (numbers[name] or 0) > 0 then n = n + 1 end
   end
   return n
end

function Tester:_report(tests)
   self.countasserts = 0
   local skipped = 0
   for name in pairs(tests) do
      self.countasserts = self.countasserts + self.assertionFail[name] + self.assertionPass[name]
      if self.disabledTests[name] then skipped = skipped + 1 end
   end
   local failures, errors = above_zero(tests, self.assertionFail), above_zero(tests, self.testError)
   local warnings = above_zero(tests, self._warningCount) + (self._warningCount[''] or 0)
   local parts = {'Completed ' .. count(self.countasserts, 'assert') .. ' in ' .. count(size(tests), 'test') .. ' with '}
   local function add(text) parts[#parts + 1] = text end
   add(paint(count(failures, 'failure'), failures == 0 and 'green' or 'red') .. ' and ')
   add(paint(count(errors, 'error'), errors == 0 and 'green' or 'magenta'))
   if warnings > 0 then add(' and ' .. paint(count(warnings, 'warning'), 'yellow')) end
   if skipped > 0 then add(' and ' .. paint(skipped .. ' disabled', 'yellow')) end
   io.write(table.concat(parts) .. '\n')
   if not self.summaryOnly then self:_details() end
end

-- Messages of failures and warnings, between dashed lines.
function Tester:_details()
   local dashes = ('-'):rep(WIDTH) .. '\n'
   local first = true
   for _, list in ipairs {self.errors, self.warnings} do
      for _, text in ipairs(list) do
         io.write((first and dashes or '') .. text .. '\n' .. dashes)
         first = false
      end
   end
end
