/** What Redis has no command for on its lists. KEYS of all: the list. */
import { type Script, script } from '../connection/script.js';

const LIBRARY = `
local call, LIST = redis.call, KEYS[1]

-- Lua's stack has room for about 8,000 arguments of a command.
local function append(values, from)
  for first = from, #values, 1000 do
    call('RPUSH', LIST, unpack(values, first, math.min(first + 999, #values)))
  end
end
`;

/**
 * No element is empty, so this stands for one place until the end of a script: `LINSERT` and `LREM` go by value, and find it.
 */
const PLACEHOLDER = `''`;

/** Puts a value in front of an element; outside, at the nearer end. ARGV: index, value. */
export const INSERT: Script = script(
  `${LIBRARY}
local index, length = tonumber(ARGV[1]), call('LLEN', LIST)
if index < 0 then index = index + length end
if index <= 0 then
  call('LPUSH', LIST, ARGV[2])
elseif index >= length then
  call('RPUSH', LIST, ARGV[2])
else
  local behind = call('LINDEX', LIST, index)
  call('LSET', LIST, index, ${PLACEHOLDER})
  call('LINSERT', LIST, 'BEFORE', ${PLACEHOLDER}, ARGV[2])
  call('LSET', LIST, index + 1, behind)
end`,
);

/** Takes an element out. ARGV: index. Result: it, or nil outside. */
export const POP_AT: Script = script(
  `${LIBRARY}
local value = call('LINDEX', LIST, ARGV[1])
if not value then return false end
call('LSET', LIST, ARGV[1], ${PLACEHOLDER})
call('LREM', LIST, 1, ${PLACEHOLDER})
return value`,
);

/** Replaces an element if it is still the same. ARGV: index, what it was, what it is to be. Result: 1; 0; nil outside. */
export const REPLACE: Script = script(
  `${LIBRARY}
local value = call('LINDEX', LIST, ARGV[1])
if not value then return false end
if value ~= ARGV[2] then return 0 end
call('LSET', LIST, ARGV[1], ARGV[3])
return 1`,
);

export const REVERSE: Script = script(
  `${LIBRARY}
local values = call('LRANGE', LIST, 0, -1)
local reversed = {}
for i = #values, 1, -1 do reversed[#reversed + 1] = values[i] end
call('DEL', LIST)
append(reversed, 1)`,
);

/**
 * Puts elements into another order if they are still the same. ARGV: elements in the new order, each behind the place where it
 * was. Result: whether it did.
 */
export const REARRANGE: Script = script(
  `${LIBRARY}
local values, arranged = call('LRANGE', LIST, 0, -1), {}
if #values * 2 ~= #ARGV then return 0 end
for i = 1, #ARGV, 2 do
  if values[ARGV[i] + 1] ~= ARGV[i + 1] then return 0 end
  arranged[#arranged + 1] = ARGV[i + 1]
end
call('DEL', LIST)
append(arranged, 1)
return 1`,
);

/** As `Array.prototype.splice`. ARGV: start, how many to take out or -1 for all, values. Result: what was taken out. */
export const SPLICE: Script = script(
  `${LIBRARY}
local length = call('LLEN', LIST)
local start, count = tonumber(ARGV[1]), tonumber(ARGV[2])
if start < 0 then start = math.max(0, start + length) else start = math.min(start, length) end
if count < 0 then count = length - start else count = math.min(count, length - start) end
local taken = count == 0 and {} or call('LRANGE', LIST, start, start + count - 1)
local behind = call('LRANGE', LIST, start + count, -1)
if start == 0 then call('DEL', LIST) else call('LTRIM', LIST, 0, start - 1) end
append(ARGV, 3)
append(behind, 1)
return taken`,
);
