-- Methods of nn.Module that are Lua's own, for both packages called rnn.
local B = ...
local raw = B.raw

-- Functions that are fields of an object are methods to Lua only if Lua put them there.
raw.rawset(B.class_of('nn.Module').methods, 'dontBackward', function(self)
   for _, name in raw.ipairs {'backward', 'updateGradInput', 'accGradParameters', 'accUpdateGradParameters'} do
      self[name] = function() end
   end
   return self
end)

-- profile() changes a whole class, which Lua has to hear of.
for _, typename in raw.ipairs {'nn.Sequential', 'nn.ParallelTable'} do
   local methods = B.class_of(typename).methods
   local profile = methods.profile
   raw.rawset(methods, 'profile', function(self)
      profile(self)
      for _, name in raw.ipairs {'updateOutput', 'updateGradInput', 'accGradParameters', 'accUpdateGradParameters', 'backward'} do
         B.add_members(typename, name)
      end
   end)
end

return true
