-- require 'sys.fpath': folder and name of the file that calls it
return function()
   local file = debug.getinfo(2, 'S').source:gsub('@', '')
   if file:sub(1, 1) ~= '/' then file = paths.concat(paths.cwd(), file) end
   return paths.dirname(file), paths.basename(file)
end
