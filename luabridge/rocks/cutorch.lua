-- require 'cutorch': CUDA devices. Without CUDA there is one device, whose tensors lie in host memory.
local B = ...
local devices = B.rock_members('cutorch')

cutorch = {hasHalf = true, hasFastHalfInstructions = function() return false end}
local current, seed = 1, 0

function cutorch.getDeviceCount() return devices.device_count() end
function cutorch.getDevice() return current end

function cutorch.setDevice(number)
   devices.use_device(number)
   current = number
end

-- Calls a function with another device in use.
function cutorch.withDevice(number, f, ...)
   local previous = current
   cutorch.setDevice(number)
   local results = table.pack(pcall(f, ...))
   cutorch.setDevice(previous)
   if not results[1] then error(results[2], 0) end
   return unpack(results, 2, results.n)
end

cutorch.synchronize, cutorch.synchronizeAll = devices.synchronize, devices.synchronize
cutorch.streamSynchronize = devices.synchronize

-- Free and total bytes of a device.
function cutorch.getMemoryUsage(number) return devices.memory(number or current) end
function cutorch.getDeviceProperties(number) return devices.properties(number) end

-- CUDA tensors draw from torch's own stream, which these do not restart: scripts seed both.
function cutorch.manualSeed(number) seed = number end
cutorch.manualSeedAll = cutorch.manualSeed
function cutorch.initialSeed() return seed end
function cutorch.seed()
   seed = math.floor(os.time())
   return seed
end
cutorch.seedAll = cutorch.seed
function cutorch.getRNGState() return torch.getRNGState() end
function cutorch.setRNGState(state) torch.setRNGState(state) end

-- One stream, no peers, no pinned memory: what is asked of these is always done.
for _, name in ipairs {'setHeapTracking', 'reserveStreams', 'reserveBlasHandles', 'setStream', 'setDefaultStream',
                       'setBlasHandle', 'streamWaitFor', 'streamBarrier', 'setPeerToPeerAccess', 'setKernelPeerToPeerAccess',
                       'streamWaitForMultiDevice', 'streamBarrierMultiDevice'} do
   cutorch[name] = function() end
end
function cutorch.getNumStreams() return 0 end
function cutorch.getStream() return 0 end
function cutorch.getNumBlasHandles() return 1 end
function cutorch.getBlasHandle() return 1 end
function cutorch.getPeerToPeerAccess() return false end
function cutorch.isCachingAllocatorEnabled() return false end
function cutorch.createCudaHostTensor(...) return torch.FloatTensor(...) end
function cutorch.createCudaHostDoubleTensor(...) return torch.DoubleTensor(...) end
function cutorch.createFloatCudaHostTensor(...) return torch.FloatTensor(...) end
function cutorch.createDoubleCudaHostTensor(...) return torch.DoubleTensor(...) end
function cutorch.createCudaHostHalfTensor(...) return torch.HalfTensor(...) end

return cutorch
