-- require 'pl.compat': differences between Lua's versions
local compat = {
   lua51 = true, jit = jit ~= nil, jit52 = true, dir_separator = package.config:sub(1, 1),
   is_windows = package.config:sub(1, 1) == '\\', load = load, setfenv = setfenv, getfenv = getfenv, unpack = unpack,
}

function compat.execute(command)
   local done, _, code = os.execute(command)
   return not not done, code
end

return compat
