-- require 'pl': Penlight's modules as global variables, each loaded when it is first used
require 'pl.import_into'(_G)
