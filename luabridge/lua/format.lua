-- Numbers as text: Torch's LuaJIT rounds exact decimal ties away from zero; this one rounds them to even, and writes
-- garbage for tiny numbers under %f. Numbers of these two kinds are formatted by Python, all others by Lua.
local B = ...
local raw, py = B.raw, B.py
local type, select, tonumber, unpack = raw.type, raw.select, raw.tonumber, raw.unpack
local floor, log10, abs = math.floor, math.log10, math.abs
local format, gmatch, sub = string.format, string.gmatch, string.sub
local rawtostring = raw.tostring

-- A number halfway between two decimals of `decimals` digits is an odd multiple of 2^-(decimals+1).
local function is_tie(x, decimals)
   if decimals >= 0 then return x * 2 ^ (decimals + 1) % 2 == 1 end
   return decimals >= -22 and abs(x) % 10 ^ -decimals == 5 * 10 ^ (-decimals - 1)
end

-- The same for a number of significant digits, as in %e and %g.
local function is_significant_tie(x, digits)
   if x == 0 or x - x ~= 0 then return false end
   return is_tie(x, digits - 1 - floor(log10(abs(x))))
end

local SIGNIFICANT = 14   -- of tostring
local FINEST = 2 ^ 21    -- no tie of tostring has more binary digits after the point
local TINY = 1e-150      -- below, %f goes wrong

-- Does tostring's text of this number need Python?
local function is_odd_text(x)
   if x == floor(x) then return abs(x) >= 1e14 and is_significant_tie(x, SIGNIFICANT) end
   return x * FINEST % 1 == 0 and is_significant_tie(x, SIGNIFICANT)
end

local function number_text(x) return py.format_number('%.14g', x) end

function tostring(...)
   local value = ...
   if type(value) == 'number' and is_odd_text(value) then return number_text(value) end
   if select('#', ...) == 0 then return rawtostring() end
   return rawtostring(value)
end
raw.tostring = tostring

-- Arguments of write with their numbers as text, where that text needs Python.
function B.texts(...)
   local values
   for i = 1, select('#', ...) do
      local value = select(i, ...)
      if type(value) == 'number' and is_odd_text(value) then
         values = values or {...}
         values[i] = number_text(value)
      end
   end
   if values then return unpack(values, 1, select('#', ...)) end
   return ...
end

-- string.format ----------------------------------------------------------------------------------------------

local DIGITS = {e = 1, E = 1, g = 0, G = 0}  -- significant digits beyond the precision

-- The conversions of a format whose texts may need Python: {argument, kind, decimals or digits, first, last}.
local function new_plan(template)
   local plan, argument = {}, 0
   for first, precision, kind, after in gmatch(template, '()%%[-+ #0]*%d*(%.?%d*)(.)()') do
      if kind ~= '%' then
         argument = argument + 1
         local digits = precision == '' and 6 or tonumber(sub(precision, 2)) or 0
         if kind == 's' then digits = SIGNIFICANT end
         if kind == 'g' or kind == 'G' then digits = digits < 1 and 1 or digits end
         if kind == 'f' or kind == 's' or DIGITS[kind] then
            plan[#plan + 1] = {argument, kind, digits + (DIGITS[kind] or 0), first, after - 1}
         end
      end
   end
   return plan[1] and plan or false
end

local plans, count = {}, 0

local function plan_of(template)
   if count > 1000 then plans, count = {}, 0 end  -- formats that a script makes by the thousand
   plans[template], count = new_plan(template), count + 1
   return plans[template]
end

local function needs_python(kind, digits, value)
   if kind == 'f' then
      return is_tie(value, digits) or (value ~= 0 and abs(value) < TINY)
   elseif kind == 's' then
      return is_odd_text(value)
   end
   return is_significant_tie(value, digits)
end

-- The format with Python's texts in place of the conversions listed in `odd`, and the arguments that go with it.
local function replaced(template, odd, ...)
   local values, parts, place = {...}, {}, 1
   for _, step in raw.ipairs(odd) do
      local argument, kind, first, last = step[1], step[2], step[4], step[5]
      parts[#parts + 1] = sub(template, place, first - 1)
      if kind == 's' then
         parts[#parts + 1] = sub(template, first, last)
         values[argument] = number_text(values[argument])
      else
         parts[#parts + 1] = '%s'
         values[argument] = py.format_number(sub(template, first, last), tonumber(values[argument]))
      end
      place = last + 1
   end
   parts[#parts + 1] = sub(template, place)
   return table.concat(parts), unpack(values, 1, select('#', ...))
end

function string.format(template, ...)
   local plan = plans[template]
   if plan == nil and type(template) == 'string' then plan = plan_of(template) end
   if plan then
      local odd
      for i = 1, #plan do
         local step = plan[i]
         local value = select(step[1], ...)
         if step[2] ~= 's' and type(value) == 'string' then value = tonumber(value) end
         if type(value) == 'number' and needs_python(step[2], step[3], value) then
            odd = odd or {}
            odd[#odd + 1] = step
         end
      end
      if odd then return format(replaced(template, odd, ...)) end
   end
   local text = format(template, ...)  -- no tail call: errors name this function
   return text
end
