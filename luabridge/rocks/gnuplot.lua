-- require 'gnuplot': plots through a gnuplot process; where there is none, files are drawn by matplotlib
local B = ...
local raw = B.raw
require 'paths'

gnuplot = {}
local texts = require 'gnuplot.texts'
local drawing = B.open_python_rock('gnuplot')

local figures, current = {}, nil
local program, default_term
local can_refresh = true  -- gnuplot from 4.4 on

-- The program -------------------------------------------------------------------------------------------------

local function output_of(command)
   local pipe = io.popen(command)
   local text = pipe:read('*a')
   pipe:close()
   return text
end

local function check_version(path)
   local major, minor = output_of(path .. '  --version'):match('(%d).(%d)')
   major, minor = tonumber(major), tonumber(minor)
   if not major or major < 4 then error('gnuplot version 4 is required') end
   can_refresh = major > 4 or minor >= 4
   if not can_refresh then print('Gnuplot package working with reduced functionality.') end
end

local function has_term(term)
   if not program then return false end
   local name = os.tmpname()
   local file = io.open(name, 'w')
   file:write('set terminal\n\n')
   file:close()
   local list = output_of(program .. ' < ' .. name .. ' 2>&1')
   os.remove(name)
   for line in list:gmatch('[^\n]+') do
      if line:match('^.*%s+  ' .. term .. ' ') then return true end
   end
   return false
end

local TERMS = {Windows = {'windows'}, Darwin = {'aqua', 'wxt', 'qt', 'x11'}, Linux = {'wxt', 'qt', 'x11'}}

local function find_term()
   local system = paths.uname()
   for _, term in raw.ipairs(TERMS[system] or TERMS.Linux) do
      if term == 'windows' or has_term(term) then return term end
   end
   print('Can not find any of the default terminals for ' .. system:lower() .. '. ' ..
      'You can manually set terminal by gnuplot.setterm("terminal-name")')
end

local function find_program()
   program, default_term, can_refresh = nil, 'file', true  -- without a program figures go to files only
   local path = paths.findprogram('gnuplot')
   if not path then return end
   if path:find(' ') then path = '"' .. path .. '"' end
   check_version(path)
   program = path
   default_term = find_term()
end

function gnuplot.setgnuplotexe(path)
   if not paths.filep(path) then error(path .. ' does not exist') end
   check_version(path)
   program = path
   if not find_term() then
      print('You have manually set the gnuplot exe and I can not find default terminals, '
         .. 'run gnuplot.setterm("terminal-name") to set term type')
   end
end

function gnuplot.setterm(term)
   if not has_term(term) then error('gnuplot does not seem to have this term') end
   default_term = term
end

-- Figures -------------------------------------------------------------------------------------------------------

local function write(figure, text)
   figure.pipe:write(text .. '\n\n\n')
   figure.pipe:flush()
end

local function open_pipe()
   if not program then return drawing.new_session() end
   return io.popen(program .. ' -persist ' .. (paths.is_win() and '> nul 2>&1' or '> /dev/null 2>&1'), 'w')
end

local function get_figure(n)
   n = n or #figures + 1
   if not figures[n] then
      if not default_term then error('Gnuplot terminal is not set') end
      figures[n] = {term = default_term, pipe = open_pipe()}
   end
   current = n
   write(figures[n], '')  -- where Torch's package sends its style sheet; here gnuplot's own style is used
   return figures[n]
end

local function current_figure()
   if not current then gnuplot.figure() end
   return figures[current]
end

local function command(text) write(current_figure(), text) end

local function refresh(figure)
   if figure.fname then write(figure, 'set output "' .. figure.fname .. '"') end
   write(figure, 'refresh')
   if figure.fname then write(figure, 'unset output') end
end

-- Makes figure n (a new one without n) the current one; {noraise = true}: without bringing it to the front.
function gnuplot.figure(n, config)
   local figure = get_figure(n)
   command('set term ' .. figure.term .. ' ' .. current .. '\n')
   if not (config and config.noraise) then command('raise') end
   return current
end

local function file_figure(name, term, n)
   if not paths.dirp(paths.dirname(name)) then error('cannot save to ' .. name .. ': directory does not exist') end
   local figure = get_figure(n)
   figure.fname, figure.term = name, term
   command('set term ' .. term)
   return current
end

local function png_term() return has_term('pngcairo') and 'pngcairo' or 'png' end

local function pdf_term()
   if program and not has_term('pdfcairo') and not has_term('pdf') then return nil end
   return (has_term('pdf') and not has_term('pdfcairo') and 'pdf' or 'pdfcairo') .. ' enhanced color'
end

local EPS = 'postscript eps enhanced color'

function gnuplot.epsfigure(name, n) return file_figure(name, EPS, n) end
function gnuplot.svgfigure(name, n) return file_figure(name, 'svg', n) end
function gnuplot.pngfigure(name, n) return file_figure(name, png_term(), n) end

function gnuplot.pdffigure(name, n)
   return file_figure(name, pdf_term() or error('your installation of gnuplot does not have pdf support enabled'), n)
end

-- Writes the current figure to a file, too.
function gnuplot.figprint(name)
   local kind = name:match('.+%.(.+)')
   local term = ({eps = function() return EPS end, png = function() return png_term() .. ' size "1024,768"' end,
                  pdf = pdf_term})[kind]
   term = term and term() or error('only eps and png' .. (pdf_term() and ' and pdf' or '') .. ' for figprint')
   command('set term ' .. term)
   command("set output '" .. name .. "'")
   refresh(current_figure())
   command('unset output')
   command('set term ' .. figures[current].term .. ' ' .. current .. '\n')
end

function gnuplot.plotflush(n)
   n = n or current
   if not n or not figures[n] then
      print('no figure ' .. tostring(n))
      return
   end
   refresh(figures[n])
end

function gnuplot.close(n)
   local figure = figures[n or current]
   if not figure then return end
   gnuplot.plotflush(n or current)
   write(figure, 'quit')
   figure.pipe:close()
   figures[n or current], current = nil, nil
end

function gnuplot.closeall()
   local numbers = {}
   for n in raw.pairs(figures) do numbers[#numbers + 1] = n end
   for _, n in raw.ipairs(numbers) do gnuplot.close(n) end
   figures, current = {}, nil
   find_program()
end

-- Decoration ------------------------------------------------------------------------------------------------------

local function decoration(name, text)
   gnuplot[name] = function(...)
      if not can_refresh then
         print('gnuplot.' .. name .. ' disabled')
         return
      end
      command(text(...))
      refresh(current_figure())
   end
end

for _, name in raw.ipairs {'xlabel', 'ylabel', 'zlabel', 'title'} do
   decoration(name, function(label) return 'set ' .. name .. ' "' .. label .. '"' end)
end
decoration('grid', function(on) return on and 'set grid' or 'unset grid' end)
decoration('logscale', function(on) return on and 'set logscale y' or 'unset logscale y' end)

local HORIZONTAL = {left = true, right = true, center = true}
local VERTICAL = {bottom = true, top = true, middle = true}

decoration('movelegend', function(horizontal, vertical)
   if not HORIZONTAL[horizontal] or not VERTICAL[vertical] then
      error('horizontal location is unknown : plot.movelegend expects 2 strings as location '
         .. '{left|right|center}{bottom|top|middle}', 0)
   end
   return 'set key ' .. horizontal .. ' ' .. vertical
end)

local AXES = {
   auto = {'set size nosquare', 'set autoscale'}, image = {'set size ratio -1'}, equal = {'set size ratio -1'},
   fill = {'set size ratio 1,1'},
}

-- 'auto', 'image', 'equal', 'fill' or {xmin, xmax, ymin, ymax}
function gnuplot.axis(axis)
   local lines = AXES[axis]
   if type(axis) == 'table' then
      if #axis ~= 4 then
         print('axis should have 4 componets {xmin,xmax,ymin,ymax}')
         return
      end
      lines = {'set xrange [' .. axis[1] .. ':' .. axis[2] .. ']', 'set yrange [' .. axis[3] .. ':' .. axis[4] .. ']'}
   end
   if not lines then return end
   for _, line in raw.ipairs(lines) do command(line) end
   refresh(current_figure())
end

gnuplot.raw = command

-- Plots -----------------------------------------------------------------------------------------------------------

local function plotter(name, what)
   gnuplot[name] = function(...)
      if select('#', ...) == 0 then error('no inputs, expecting at least a ' .. what) end
      local header, data = texts[name](...)
      command(header)
      command(data)
   end
end

plotter('plot', 'vector')
plotter('splot', 'matrix')
plotter('scatter3', 'matrix')
plotter('imagesc', 'matrix')

function gnuplot.bar(...)
   local curve = {...}
   table.insert(curve, '|')
   gnuplot.plot(curve)
end

require 'gnuplot.hist'
find_program()
return gnuplot
