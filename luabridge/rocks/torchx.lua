-- require 'torchx'
local B = ...
B.py.activate('torchx')
torchx = {version = 1}

-- Single draws take LuaJIT's random numbers, as in Torch.
B.raw.rawset(B.class_of('torch.AliasMultinomial').methods, 'draw', function(self)
   local place = math.random(1, self.J:nElement())
   if math.random() < self.q[place] then return place end
   return self.J[place]
end)

return torchx
