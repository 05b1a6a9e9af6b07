-- gnuplot.histc and gnuplot.hist: histograms, which print as bars of text
local MARKS = {{0.66, '|'}, {0.33, ':'}, {-math.huge, '.'}}  -- the top of a bar by how much of its line it fills
local EVERY = 6  -- columns between the labels of the axis

local function is_label(j) return (j - 2) % EVERY == 0 end

-- One line of bars, for counts from `low` to `high`; `done` are the bars that began above.
local function bar_line(h, low, high, done)
   local parts = {}
   for j, bin in ipairs(h) do
      local text = ' '
      if done[j] then
         text = '|'
      elseif bin.nb >= low then
         done[j] = true
         local part = (high - bin.nb) / (high - low)
         for _, mark in ipairs(MARKS) do
            if part > mark[1] then
               text = mark[2]
               break
            end
         end
      end
      parts[j] = text
   end
   return table.concat(parts)
end

local function histogram_text(h, height)
   height = height or 10
   local function extreme(name, i) return ('%s:(bin:%d/#%d/cntr:%2.2f)'):format(name, i, h[i].nb, h[i].val) end
   local lines = {'nsamples:  ' .. extreme('min', h.min) .. '  ' .. extreme('max', h.max), '--------:' .. ('-'):rep(#h)}
   local high, done = h[h.max].nb, {}
   local step = high / (height + 1)
   for _ = 1, height do
      lines[#lines + 1] = ('%1.2e:'):format(high - step) .. bar_line(h, high - step, high, done)
      high = high - step
   end
   local axis, centers = {}, {}
   for j, bin in ipairs(h) do
      axis[j] = is_label(j) and '^' or '-'
      if is_label(j) then centers[#centers + 1] = ('%s%1.2f '):format(bin.val < 0 and '-' or '+', math.abs(bin.val)) end
   end
   lines[#lines + 1] = '--------:' .. table.concat(axis)
   return table.concat(lines, '\n') .. '\ncenters ' .. table.concat(centers)
end

-- Counts of the values in equal bins: {val = centre, nb = count} each, and max, min (numbers of bins), binwidth, raw.
function gnuplot.histc(tensor, bins, min, max, raw)
   if not tensor then error('usage: gnuplot.histc (tensor [, nBins] [, min] [, max]') end
   bins, min, max = bins or 72, min or tensor:min(), max or tensor:max()
   local counts = torch.histc(tensor:double(), bins, min, max)
   if raw then return counts end
   local _, most = torch.max(counts, 1)
   local _, least = torch.min(counts, 1)
   local h = {raw = counts, bins = bins, binwidth = (max - min) / bins, max = most[1], min = least[1]}
   for i = 1, bins do h[i] = {val = min + (i - 0.5) * h.binwidth, nb = counts[i]} end
   return setmetatable(h, {__tostring = histogram_text})
end

-- Computes a histogram and shows it as bars.
function gnuplot.hist(tensor, bins, min, max)
   local h = gnuplot.histc(tensor, bins, min, max)
   local centers = torch.Tensor(#h)
   for i, bin in ipairs(h) do centers[i] = bin.val end
   gnuplot.bar(centers, h.raw)
   return h
end
