-- require 'torch'
return torch
