-- require 'inn.utils'
require 'inn'
return inn.utils
