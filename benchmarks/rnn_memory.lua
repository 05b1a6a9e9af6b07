-- Resident memory of 2,000 training steps: a Sequencer LSTM ("sequencer"), an unrolled nngraph net ("unrolled");
-- "small": loops that make small objects.  Usage: luabridge run rnn_memory.lua KIND [STEPS]  (Linux)
require 'nn'
require 'nngraph'
require 'rnn'
torch.setdefaulttensortype('torch.FloatTensor')
torch.manualSeed(1)
local kind, count = arg[1], tonumber(arg[2] or '2000')

local function resident()
   for line in io.lines('/proc/self/status') do
      local kb = line:match('^VmRSS:%s*(%d+)')
      if kb then return tonumber(kb) / 1024 end
   end
end

local STEPS, BATCH, SIZE = 10, 8, 32

local function sequencer()
   local net = nn.Sequencer(nn.Sequential():add(nn.LSTM(SIZE, SIZE)):add(nn.Linear(SIZE, SIZE)):add(nn.LogSoftMax()))
   local criterion = nn.SequencerCriterion(nn.ClassNLLCriterion())
   return function()
      local x, y = {}, {}
      for t = 1, STEPS do
         x[t] = torch.randn(BATCH, SIZE)
         y[t] = torch.LongTensor(BATCH):random(SIZE):float()
      end
      net:zeroGradParameters()
      local out = net:forward(x)
      criterion:forward(out, y)
      net:backward(x, criterion:backward(out, y))
      net:updateParameters(0.01)
   end
end

local function cell()
   local x, c, h = nn.Identity()(), nn.Identity()(), nn.Identity()()
   local sums = nn.CAddTable()({nn.Linear(SIZE, 4 * SIZE)(x), nn.Linear(SIZE, 4 * SIZE)(h)})
   local i, f, o, g = nn.SplitTable(2)(nn.Reshape(4, SIZE)(sums)):split(4)
   local c2 = nn.CAddTable()({
      nn.CMulTable()({nn.Sigmoid()(f), c}),
      nn.CMulTable()({nn.Sigmoid()(i), nn.Tanh()(g)})})
   local h2 = nn.CMulTable()({nn.Sigmoid()(o), nn.Tanh()(c2)})
   return nn.gModule({x, c, h}, {c2, h2, nn.LogSoftMax()(nn.Linear(SIZE, SIZE)(h2))})
end

local function unrolled()
   local proto = cell()
   local params, grads = proto:getParameters()
   local steps, criterions = {}, {}
   for t = 1, STEPS do
      steps[t] = proto:clone('weight', 'bias', 'gradWeight', 'gradBias')
      criterions[t] = nn.ClassNLLCriterion()
   end
   local eye = torch.eye(SIZE)
   return function()
      grads:zero()
      local x = torch.LongTensor(STEPS, BATCH):random(SIZE)
      local y = torch.LongTensor(STEPS, BATCH):random(SIZE):float()
      local state, ins, logp, loss = {[0] = {torch.zeros(BATCH, SIZE), torch.zeros(BATCH, SIZE)}}, {}, {}, 0
      for t = 1, STEPS do
         ins[t] = {eye:index(1, x[t]), state[t - 1][1], state[t - 1][2]}
         local out = steps[t]:forward(ins[t])
         state[t] = {out[1], out[2]}
         logp[t] = out[3]
         loss = loss + criterions[t]:forward(logp[t], y[t])
      end
      local d = {torch.zeros(BATCH, SIZE), torch.zeros(BATCH, SIZE)}
      for t = STEPS, 1, -1 do
         d[3] = criterions[t]:backward(logp[t], y[t])
         local gi = steps[t]:backward(ins[t], d)
         d = {gi[2], gi[3]}
      end
      params:add(-0.01, grads)
      return loss
   end
end

-- Loops that make small objects: views, tensors, results, tables, strings.
local function small()
   local x, y, kept = torch.randn(100), torch.randn(10), {}
   return function()
      for i = 1, 1000 do
         local a = x:narrow(1, i % 90 + 1, 10)
         local b = torch.Tensor(10)
         local c = a + y
         kept[i % 100 + 1] = {a, b, c, tostring(i) .. ' of 1000'}
         local m = torch.Tensor(20, 20)
         m:copy(torch.randn(20, 20))
      end
   end
end

local makers = {sequencer = sequencer, unrolled = unrolled, small = small}
local step = makers[kind]()
local start
local timer = torch.Timer()
for i = 1, count do
   step()
   if i == 200 then start = resident() end
   if i % 200 == 0 then print(string.format('%s %d %.1f MB %.1f s', kind, i, resident(), timer:time().real)) end
end
print(string.format('%s growth %.1f%%', kind, (resident() / start - 1) * 100))
