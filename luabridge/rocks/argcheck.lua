-- require 'argcheck': functions that check their arguments against rules, given in order or by name, and several such
-- functions in one (overload)
local env = require 'argcheck.env'
local usage = require 'argcheck.usage'
local doc = require 'argcheck.doc'

local known = setmetatable({}, {__mode = 'k'})  -- function -> list of the rules that it checks

local function is_optional(rule) return rule.opt or rule.default ~= nil or rule.defaulta or rule.defaultf end

-- Does a value that is there satisfy a rule?
local function satisfies(rule, value)
   if value == nil or (rule.type and not env.istype(value, rule.type)) then return false end
   return not rule.check or rule.check(value)
end

-- Assigns the arguments from i on to the rules from r on, in order; optional rules may get none.
local function assign(rules, r, found, i, n, ...)
   local rule = rules[r]
   if not rule then return i > n end
   local value = select(i, ...)
   local optional = is_optional(rule)
   if i <= n and (satisfies(rule, value) or (value == nil and optional)) then
      found[rule.name] = value
      if assign(rules, r + 1, found, i + 1, n, ...) then return true end
      found[rule.name] = nil
   end
   return optional and assign(rules, r + 1, found, i, n, ...)
end

local function assign_ordered(rules, found, first, ...) return assign(rules, first, found, 1, select('#', ...), ...) end

-- Assigns the fields of a table to the rules from `first` on; all of them must have a rule.
local function assign_named(rules, found, first, fields)
   local given, used = 0, 0
   for _ in pairs(fields) do given = given + 1 end
   for r = first, #rules do
      local rule = rules[r]
      local value = fields[rule.name]
      if value ~= nil then
         if not satisfies(rule, value) then return false end
         found[rule.name] = value
         used = used + 1
      elseif not is_optional(rule) then
         return false
      end
   end
   return given == used
end

-- The place of the table in a call by names: after self in methods.
local function place_of_fields(rules) return rules[1] and rules[1].name == 'self' and 2 or 1 end

-- The arguments by name, if they satisfy the rules.
local function match(rules, ...)
   local found = {}
   if not rules.noordered and assign_ordered(rules, found, 1, ...) then return found end
   local place = place_of_fields(rules)
   if rules.nonamed or select('#', ...) ~= place then return nil end
   local fields = select(place, ...)
   if not env.istype(fields, 'table') then return nil end
   found = {}
   if place == 2 then
      if not satisfies(rules[1], (...)) then return nil end
      found.self = ...
   end
   return assign_named(rules, found, place, fields) and found or nil
end

local function add_defaults(rules, found)
   for _, rule in ipairs(rules) do
      if found[rule.name] == nil then
         found[rule.name] = rule.default
         if rule.defaultf then found[rule.name] = rule.defaultf() end
      end
   end
   for _, rule in ipairs(rules) do
      if found[rule.name] == nil and rule.defaulta then found[rule.name] = found[rule.defaulta] end
   end
end

-- The results of a successful check.
local function deliver(rules, found)
   add_defaults(rules, found)
   local values, n = {found}, 1
   if not rules.pack then
      n = #rules
      for i, rule in ipairs(rules) do values[i] = found[rule.name] end
   end
   if rules.call and not rules.quiet then return rules.call(unpack(values, 1, n)) end
   if rules.quiet and rules.call then return true, rules.call(unpack(values, 1, n)) end
   if rules.quiet then return true, unpack(values, 1, n) end
   return unpack(values, 1, n)
end

local function refuse(all, ...)
   local parts = {}
   for i, rules in ipairs(all) do parts[i] = usage.of(rules) end
   local newest = all[#all]
   local place = not newest.nonamed and place_of_fields(newest) or 0
   local text = table.concat(parts, '\n\nor\n\n') .. '\n' .. usage.got(place, ...) .. '\n'
   if newest.quiet then return false, text end
   error(text .. '\ninvalid arguments!', 3)
end

local function check_all(all, ...)
   for i = 1, #all do
      local found = match(all[i], ...)
      if found then return deliver(all[i], found) end
   end
   return refuse(all, ...)
end

-- Declaring -------------------------------------------------------------------------------------------------------

-- All lists of types that rules accept, as texts: with each optional argument there or not.
local function signatures(rules)
   local list = {''}
   for _, rule in ipairs(rules) do
      local text = (rule.type or '*') .. (rule.check and tostring(rule.check) or '') .. ';'
      for i = 1, #list do
         if is_optional(rule) then table.insert(list, list[i]) end
         list[i] = list[i] .. text
      end
   end
   return list
end

local function check_ambiguity(all, rules)
   local taken = {}
   for _, other in ipairs(all) do
      for _, signature in ipairs(other.noordered and {} or signatures(other)) do taken[signature] = true end
   end
   for _, signature in ipairs(rules.noordered and {} or signatures(rules)) do
      if taken[signature] then error('argcheck rules led to ambiguous situations', 3) end
   end
end

local function check_kind(owner, field, kind)
   local value = owner[field]
   assert(value == nil or type(value) == kind, ('%s must be a %s or nil'):format(field, kind))
end

local function check_rules(rules)
   assert(not (rules.noordered and rules.nonamed), 'rules must be at least ordered or named')
   assert(not (rules.doc and rules.help), 'choose between doc or help, not both')
   for field, kind in pairs {help = 'string', doc = 'string', overload = 'function', chain = 'function'} do
      check_kind(rules, field, kind)
   end
   for _, rule in ipairs(rules) do
      assert(rule.name, 'rule must have a name field')
      for field, kind in pairs {type = 'string', help = 'string', doc = 'string', check = 'function', defaulta = 'string',
                                defaultf = 'function'} do
         check_kind(rule, field, kind)
      end
   end
   if rules[1] and rules[1].name == 'self' then
      assert(not is_optional(rules[1]), 'self cannot be optional, nor having a default value!')
   end
end

local function argcheck(rules)
   check_rules(rules)
   if rules.doc or rules.help then doc(usage.of(rules)) end
   local older = rules.overload or rules.chain
   local all = {}
   if older then
      for i, other in ipairs(known[older] or error('trying to overload a non-argcheck function', 2)) do all[i] = other end
      if not rules.force then check_ambiguity(all, rules) end
   end
   table.insert(all, rules.force and 1 or #all + 1, rules)
   local function checked(...) return check_all(all, ...) end
   known[checked] = all
   return checked
end

env.argcheck = argcheck
return argcheck
