-- What the plots of gnuplot's Lua package look like in gnuplot's own language: a header and the data.
local texts = {}
local concat, insert, format = table.concat, table.insert, string.format

-- Arguments -------------------------------------------------------------------------------------------------------

local isTensor = torch.isTensor

-- What a list of arguments consists of: "sttf" for legend, two tensors, format.
local function shape_of(list)
   if #list == 0 then error('empty argument list', 0) end
   local shape = {}
   for i, value in ipairs(list) do
      shape[i] = isTensor(value) and 't' or type(value) == 'string' and 's' or '?'
   end
   return concat(shape)
end

-- Calls read(list) for each curve of the arguments: one curve, several, or a list of several.
local function curves_of(read, ...)
   local first = ...
   if type(first) ~= 'table' then return {read {...}} end
   local curves = {}
   for i, list in ipairs(type(first[1]) == 'table' and first or {...}) do curves[i] = read(list) end
   return curves
end

-- Curves in the plane ---------------------------------------------------------------------------------------------

-- x and y from one tensor: its columns, or its index and values. Four columns of vectors are two points.
local function columns(x, style)
   local matrix = x:dim() == 2
   if matrix and x:size(2) == 2 then return x:select(2, 1), x:select(2, 2) end
   if matrix and x:size(2) == 4 and style == 'v' then
      local pick = function(a, b) return x:index(2, torch.LongTensor {a, b}) end
      return pick(1, 3), pick(2, 4)
   end
   if matrix and x:size(2) > 1 then return x:select(2, 1), x[{{}, {2, -1}}] end
   return torch.range(1, x:size(1)), x
end

local function read_curve(list)
   local shape = shape_of(list)
   if not shape:find('^s?tt?s?$') then error('expecting [string,] tensor [,tensor] [,string]', 0) end
   local place = 1
   local function take(kind)
      if shape:sub(place, place) ~= kind then return nil end
      place = place + 1
      return list[place - 1]
   end
   local curve = {legend = take('s') or '', x = take('t'), y = take('t'), style = take('s') or ''}
   if not curve.y then curve.x, curve.y = columns(curve.x, curve.style) end
   local x, y = curve.x, curve.y
   if x:dim() > 2 or y:size(1) ~= x:size(1) then
      error('x and y dims are wrong :  x = ' .. x:dim() .. 'D y = ' .. y:dim() .. 'D', 0)
   end
   return curve
end

local STYLES = {
   [''] = '', ['+'] = 'with points', points = 'with points', ['.'] = 'with dots', dots = 'with dots',
   ['-'] = 'with lines', lines = 'with lines', ['+-'] = 'with linespoints', linespoints = 'with linespoints',
   ['|'] = 'with boxes', boxes = 'with boxes', ['~'] = 'smooth csplines', csplines = 'smooth csplines',
   V = 'with vectors', v = 'with vectors', vectors = 'with vectors',
}

-- A curve's style in gnuplot's words; "~0.5" is a spline with this weight.
local function style_of(curve)
   local style = curve.style
   if (style ~= '~' and style:find('~')) or style:find('acsplines') then
      curve.weight = tonumber((style:gsub('~', ''):gsub('acsplines', '')))
      return 'smooth acsplines'
   end
   return STYLES[style] or style
end

local function point_text(curve, i)
   local x, y = curve.x[i], curve.y[i]
   if curve.weight then return format('%g %g %g\n', x, y, curve.weight) end
   if isTensor(x) then return format('%g %g %g %g\n', x[1], y[1], x[2], y[2]) end
   if not isTensor(y) then return format('%g %g\n', x, y) end
   return format(('%g '):rep(1 + y:size(1)) .. '\n', x, unpack(y:totable()))
end

function texts.plot(...)
   local heads, data = {}, {}
   for i, curve in ipairs(curves_of(read_curve, ...)) do
      heads[i] = " '-' title '" .. curve.legend .. "' " .. style_of(curve)
      for j = 1, curve.x:size(1) do insert(data, point_text(curve, j)) end
      insert(data, 'e\n')
   end
   return 'plot ' .. concat(heads, ' , ') .. '\n', concat(data)
end

-- Surfaces and points in space --------------------------------------------------------------------------------------

local function read_surface(list)
   local shape = shape_of(list)
   if not shape:find('^s?t$') and not shape:find('^s?ttt$') then
      error('expecting [string,] tensor [,tensor] [,tensor]', 0)
   end
   local first = shape:sub(1, 1) == 's' and 2 or 1
   local surface = {legend = first == 2 and list[1] or '', x = list[first], y = list[first + 1], z = list[first + 2]}
   if not surface.z then
      local z = surface.x
      if z:dim() == 2 then
         local rows, size = torch.range(1, z:size(1)):view(-1, 1), z:size()
         surface.x, surface.y = rows:expand(size), torch.range(1, z:size(2)):view(1, -1):expand(size)
      end
      surface.z, surface.y = z, surface.y or z
   end
   local x, y, z = surface.x, surface.y, surface.z
   if x:dim() ~= 2 or y:dim() ~= 2 or z:dim() ~= 2 then
      error('x and y and z are expected to be matrices x = ' .. x:dim() .. 'D y = ' .. y:dim() .. 'D z = ' .. z:dim() .. 'D', 0)
   end
   return surface
end

local function read_cloud(list)
   local shape = shape_of(list)
   if not shape:find('^s?ttt$') then error('expecting [string,] tensor, tensor, tensor', 0) end
   local first = shape:sub(1, 1) == 's' and 2 or 1
   local cloud = {legend = first == 2 and list[1] or '', x = list[first], y = list[first + 1], z = list[first + 2]}
   local x, y, z = cloud.x, cloud.y, cloud.z
   assert(x:dim() == 1 and y:dim() == 1 and z:dim() == 1, 'x, y and z must be 1D')
   assert(x:isSameSizeAs(y) and x:isSameSizeAs(z), 'x, y and z must be the same size')
   return cloud
end

local function head_of(settings, things, style)
   local heads = {}
   for i, thing in ipairs(things) do heads[i] = " '-'title '" .. thing.legend .. "' " .. style end
   return settings .. 'splot ' .. concat(heads, ' , ') .. '\n'
end

local function add_points(data, x, y, z)
   for i = 1, x:size(1) do insert(data, format('%g %g %g\n', x[i], y[i], z[i])) end
end

function texts.splot(...)
   local surfaces, data = curves_of(read_surface, ...), {}
   for _, surface in ipairs(surfaces) do
      for i = 1, surface.x:size(1) do
         add_points(data, surface.x[i], surface.y[i], surface.z[i])
         insert(data, '\n')
      end
      insert(data, 'e\n')
   end
   local settings = 'set contour base\nset cntrparam bspline\n\nset cntrparam levels auto\n\nset style data lines\n\nset hidden3d\n\n'
   return head_of(settings, surfaces, 'with lines'), concat(data)
end

function texts.scatter3(...)
   local clouds, data = curves_of(read_cloud, ...), {}
   for _, cloud in ipairs(clouds) do
      add_points(data, cloud.x, cloud.y, cloud.z)
      insert(data, 'e\n')
   end
   return head_of('set contour base\nset style data points\n\nset hidden3d\n\n', clouds, 'with points'), concat(data)
end

function texts.imagesc(...)
   local image, palette = ...
   if not shape_of({...}):find('^ts?$') then error('expecting tensor [,string]', 0) end
   if image:dim() ~= 2 then error('x is expected to be matrices x = ' .. image:dim() .. 'D', 0) end
   local header = 'set view map\nset palette ' .. (palette or 'gray') .. '\nset style data linespoints\n'
      .. format('set xrange [ -0.5 : %g] noreverse nowriteback\n', image:size(2) - 0.5)
      .. format('set yrange [ -0.5 : %g] reverse nowriteback\n', image:size(1) - 0.5) .. "splot '-' matrix with image\n"
   local row, data = ('%g '):rep(image:size(2)) .. '\n', {}
   for i, values in ipairs(image:totable()) do data[i] = format(row, unpack(values)) end
   return header, concat(data) .. 'e\ne\n'
end

return texts
