-- xlua.formatTime and xlua.progress
local B = ...
local floor = math.floor
local terminal_width = B.rock_members('xlua').terminal_width

local UNITS = {{'D', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}

-- "1h2m", "3s20ms": the two largest units from days to seconds, and milliseconds after at most one of them
function xlua.formatTime(seconds)
   local text, used = '', 0
   for _, unit in ipairs(UNITS) do
      local n = floor(seconds / unit[2])
      seconds = seconds - n * unit[2]
      if n > 0 and used < 2 then text, used = text .. n .. unit[1], used + 1 end
   end
   local millis = floor(seconds * 1000)
   if millis > 0 and used < 2 then text = text .. millis .. 'ms' end
   return text == '' and '0ms' or text
end

local MARGIN = 34  -- beside the bar
local KEPT = 100   -- steps that the speed is the mean of

local width                       -- of the line
local done, previous = true, -1   -- whether the last bar is complete, and how far it was
local timer, times, indices

local function start(current)
   done, previous = false, -1
   timer = torch.Timer()
   times, indices = {timer:time().real}, {current}
end

local function bar(position, length)
   local parts = {}
   for i = 1, length do parts[i] = i < position and '=' or i == position and '>' or '.' end
   return ' [' .. table.concat(parts) .. '] '
end

-- " ETA: 3s | Step: 2ms": seconds left, in the end those it took, and seconds per step
local function times_text(current, goal, complete)
   local elapsed = timer:time().real
   local step = current == indices[1] and 0 or (elapsed - times[1]) / (current - indices[1])
   table.insert(indices, current)
   table.insert(times, elapsed)
   if #indices > KEPT then
      table.remove(indices, 1)
      table.remove(times, 1)
   end
   local label, seconds = ' ETA: ', math.max(0, (goal - current) * step)
   if complete then label, seconds = ' Tot: ', elapsed end
   return label .. xlua.formatTime(seconds) .. ' | Step: ' .. xlua.formatTime(step)
end

function xlua.progress(current, goal)
   width = width or math.min(terminal_width(), 120)
   local length = width - MARGIN
   local position = floor(current * length / goal)
   if done and (previous == -1 or position < previous) then start(current) else io.write('\r') end
   if done then return end
   previous = position
   local rest = width - length - 4
   local text = times_text(current, goal, position >= length)
   local back = ('\b'):rep(floor(5 + #text + length / 2))
   io.write(bar(position, length), (' '):rep(rest), ('\b'):rep(rest), text, back, ' ', current, '/', goal, ' ')
   if position == length then
      done = true
      io.write('\n')
   end
   io.write('\r')
   io.flush()
end
