-- require 'rnn.ExpandAs': the class of torch/rnn that its init.lua leaves out.
require 'rnn'
return nn.ExpandAs
