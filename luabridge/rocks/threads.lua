-- require 'threads': pools of Lua states that do jobs
local B = ...
local states = B.open_python_rock('threads')

local Threads = {__serialize = 'threads.serialize'}
Threads.__index = Threads

-- How jobs travel: copied, or with tensors that both sides share ('threads.sharedserialize').
function Threads.serialization(name)
   if name == nil then return Threads.__serialize end
   assert(type(name) == 'string')
   Threads.__serialize = name
end

local function check_running(self) assert(self.__running, 'thread system is not running') end

-- A pool of N threads, and what the last of the functions returned in each; all functions run in every thread.
function Threads.new(N, ...)
   local self = setmetatable({N = N, errors = false, endcallbacks = {n = 0}, __specific = true, __running = true}, Threads)
   self.sharing, self.next, self.done, self.workers = Threads.__serialize == 'threads.sharedserialize', 1, {}, {}
   local start = function(id) __threadid = id end
   for i = 1, N do
      self.workers[i] = states.new_worker()
      self:addjob(i, start, nil, i)
   end
   local results, count = {}, select('#', ...)
   for j = 1, count do
      local keep = j == count and function(...) table.insert(results, {...}) end or nil
      for i = 1, N do self:addjob(i, (select(j, ...)), keep, i) end
   end
   self:specific(false)
   return self, results
end

function Threads:isrunning() return self.__running end

-- Whether jobs name the thread that shall do them.
function Threads:specific(flag)
   check_running(self)
   if flag == nil then return self.__specific end
   assert(type(flag) == 'boolean', 'boolean expected')
   self:synchronize()
   self.__specific = flag
end

local function check_thread(self, id)
   assert(type(id) == 'number' and id >= 1 and id <= self.N, 'thread index expected')
end

-- Whether a job can be added without one being finished first.
function Threads:acceptsjob(id)
   check_running(self)
   if self.__specific then check_thread(self, id) end
   return #self.done < self.N
end

-- [thread,] function to run there, function to run here with its results, arguments
function Threads:addjob(...)
   check_running(self)
   self.errors = false
   local first, id = 1, self.next
   if self.__specific then
      first, id = 2, ...
      check_thread(self, id)
   end
   local callback, endcallback = select(first, ...)
   assert(type(callback) == 'function', 'function callback expected')
   assert(type(endcallback) == 'function' or endcallback == nil, 'function (or nil) endcallback expected')
   while not self:acceptsjob(id) do self:dojob() end
   if not self.__specific then self.next = id % self.N + 1 end
   self.endcallbacks.n = self.endcallbacks.n + 1
   local n = math.max(select('#', ...) - first - 1, 0)
   local job = {callback = callback, args = {select(first + 2, ...)}, n = n}
   job = states.run_job(self.workers[id], job, self.sharing)
   job.thread, job.endcallback = id, endcallback
   table.insert(self.done, job)
end

-- Finishes the oldest job: calls its endcallback, or raises its error.
function Threads:dojob()
   check_running(self)
   self.errors = false
   local job = assert(table.remove(self.done, 1), 'no job to do')
   self.endcallbacks.n = self.endcallbacks.n - 1
   if not job.status then
      self.errors = true
      error(('[thread %d callback] %s'):format(job.thread, job.results[1]))
   end
   if not job.endcallback then return end
   local ok, message = xpcall(function() job.endcallback(unpack(job.results, 1, job.n)) end, debug.traceback)
   if not ok then
      self.errors = true
      error(('[thread %d endcallback] %s'):format(job.thread, message))
   end
end

function Threads:haserror() return false end

function Threads:hasjob()
   check_running(self)
   return #self.done > 0
end

function Threads:synchronize()
   if not self.__running then return end
   self.errors = false
   while self:hasjob() do self:dojob() end
end

function Threads:terminate()
   if not self.__running or self.errors then return end
   local ok, message = pcall(self.synchronize, self)
   self.__running, self.workers = false, {}
   if not ok then error(message) end
end

-- The parts that pools are made of. A thread runs its whole chunk when it is made, so nobody ever has to wait.
local last = 0

local function waitable(methods)
   methods.__index = methods
   function methods:id() return self.number end
   function methods:free() end
   return function(number)  -- of an object of another thread
      if not number then last = last + 1 end
      return setmetatable({number = number or last}, methods)
   end
end

local Mutex = waitable {lock = function() end, unlock = function() end}
local Condition = waitable {wait = function() end, signal = function() end}

local function Thread(source)
   states.execute(states.new_worker(), source)
   return {free = function() return true end}
end

-- A function that only one thread runs at a time.
local function safe(f)
   assert(type(f) == 'function', 'function, [mutex] expected')
   return function(...) return f(...) end
end

local constructor = setmetatable({}, {
   __index = Threads, __newindex = Threads, __call = function(_, ...) return Threads.new(...) end,
})
return setmetatable({Threads = constructor, Thread = Thread, Mutex = Mutex, Condition = Condition, safe = safe},
   getmetatable(constructor))
