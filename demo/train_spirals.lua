-- Learns to tell two spirals apart, as a Torch7 script would: a module of its own between nn's
-- layers, mini-batches, a hand-written SGD loop over the flattened parameters, torch.save.
--   luabridge run train_spirals.lua [OUT.t7] [EPOCHS]
require 'torch'
require 'nn'

local out = arg[1] or 'spirals.t7'
local epochs = tonumber(arg[2] or 300)
torch.manualSeed(7)

-- A layer that is not in nn: x -> sin(frequency * x), with the frequency learnt.
local Sine, parent = torch.class('nn.Sine', 'nn.Module')

function Sine:__init(size)
   parent.__init(self)
   self.weight = torch.Tensor(size):uniform(0.5, 2)
   self.gradWeight = torch.Tensor(size):zero()
end

function Sine:updateOutput(input)
   self.phase = torch.cmul(input, self.weight:view(1, -1):expandAs(input))
   self.output:resizeAs(input):copy(self.phase):sin()
   return self.output
end

function Sine:updateGradInput(input, gradOutput)
   self.slope = torch.cos(self.phase):cmul(gradOutput)
   self.gradInput:resizeAs(input):cmul(self.slope, self.weight:view(1, -1):expandAs(input))
   return self.gradInput
end

function Sine:accGradParameters(input, gradOutput, scale)
   self.gradWeight:add(scale or 1, torch.cmul(self.slope, input):sum(1):squeeze())
end

function Sine:__tostring__()
   return torch.type(self) .. '(' .. self.weight:size(1) .. ')'
end

-- Two spirals of n points each, with a little noise.
local n = 200
local x, y = torch.Tensor(2 * n, 2), torch.Tensor(2 * n)
for class = 1, 2 do
   for i = 1, n do
      local t = 3 * math.sqrt(i / n) * math.pi
      local row, side = (class - 1) * n + i, 3 - 2 * class
      x[row][1] = side * t * math.cos(t) / 10
      x[row][2] = side * t * math.sin(t) / 10
      y[row] = class
   end
end
x:add(torch.randn(2 * n, 2):mul(0.01))

local net = nn.Sequential()
   :add(nn.Linear(2, 32)):add(nn.Sine(32))
   :add(nn.Linear(32, 32)):add(nn.Tanh())
   :add(nn.Linear(32, 2)):add(nn.LogSoftMax())
local loss = nn.ClassNLLCriterion()
local params, grads = net:getParameters()
print(net)
print(string.format('%d parameters', params:nElement()))

local function accuracy()
   local _, best = net:forward(x):max(2)
   return best:typeAs(y):eq(y:view(-1, 1)):sum() / y:size(1)
end

local velocity = params:clone():zero()
for epoch = 1, epochs do
   local order, total = torch.randperm(2 * n):long(), 0
   for first = 1, 2 * n, 50 do
      local batch = order:narrow(1, first, 50)
      local input, target = x:index(1, batch), y:index(1, batch)
      grads:zero()
      total = total + loss:forward(net:forward(input), target)
      net:backward(input, loss:backward(net.output, target))
      velocity:mul(0.9):add(-0.05, grads)
      params:add(velocity)
   end
   if epoch % 50 == 0 then
      print(string.format('epoch %3d: loss %.4f, accuracy %.1f %%', epoch, total / 8, 100 * accuracy()))
   end
end

torch.save(out, net:clearState())
print('saved ' .. out)
