-- require 'cunn': nn's modules take CUDA tensors anyway
require 'nn'
require 'cutorch'
return nn
