-- torch.Timer: real, user and system time, which can be stopped and resumed.
local B = ...
local py = B.py

local Timer = B.new_plain_class('torch.Timer', nil, torch)

function Timer:__init() self:reset() end

function Timer:reset()
   self.real, self.user, self.sys = 0, 0, 0
   self.running = nil
   return self:resume()
end

-- Adds the time since `resume` to what was measured before.
local function elapsed(self)
   if not self.running then return self.real, self.user, self.sys end
   local real, user, sys = py.times()
   return self.real + real - self.start_real, self.user + user - self.start_user, self.sys + sys - self.start_sys
end

function Timer:resume()
   if not self.running then
      self.start_real, self.start_user, self.start_sys = py.times()
      self.running = true
   end
   return self
end

function Timer:stop()
   self.real, self.user, self.sys = elapsed(self)
   self.running = nil
   return self
end

function Timer:time()
   local real, user, sys = elapsed(self)
   return {real = real, user = user, sys = sys}
end

function Timer.__tostring__(self)
   return ('torch.Timer [status: %s]'):format(self.running and 'running' or 'stopped')
end
