/** Scripts that make objects, and those that keep account of them. */
import { type Script, script } from '../connection/script.js';

/** How many arguments Lua passes to a command at once: its stack has room for about 8,000. */
const CHUNK = `
local function inChunks(command, key, from, chunk)
  for first = from, #ARGV, chunk do
    redis.call(command, key, unpack(ARGV, first, math.min(first + chunk - 1, #ARGV)))
  end
end`;

/**
 * Makes an object, or finds the one that is there.
 *
 * - KEYS: state, what is filled
 * - ARGV: kind, facts, command that fills it (or an empty text), its arguments
 * - result: kind and facts of what is there now
 */
export const OPEN: Script = script(
  `${CHUNK}
if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('HMGET', KEYS[1], 'kind', 'facts') end
redis.call('HSET', KEYS[1], 'kind', ARGV[1], 'facts', ARGV[2])
if ARGV[3] == 'SET' then
  redis.call('SET', KEYS[2], ARGV[4])
elseif ARGV[3] ~= '' then
  inChunks(ARGV[3], KEYS[2], 4, 1000)
end
return { ARGV[1], ARGV[2] }`,
  { repeatable: true },
);

/**
 * Says that objects are in use.
 *
 * - KEYS: registry
 * - ARGV: milliseconds from now until they may go, ids
 * - result: those of the ids that are not in the registry any more
 */
export const RENEW: Script = script(
  `local time = redis.call('TIME')
local till = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local gone = {}
for i = 2, #ARGV do
  local score = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if not score then
    gone[#gone + 1] = ARGV[i]
  elseif tonumber(score) < till then
    redis.call('ZADD', KEYS[1], till, ARGV[i])
  end
end
return gone`,
  { repeatable: true },
);

/**
 * Puts an object into the registry before it is made, so that nothing can be left behind that nobody knows of.
 *
 * - KEYS: registry
 * - ARGV: id, milliseconds from now until it may go (or an empty text: never)
 */
export const REGISTER: Script = script(
  `local till = '+inf'
if ARGV[2] ~= '' then
  local time = redis.call('TIME')
  till = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]
end
redis.call('ZADD', KEYS[1], 'NX', till, ARGV[1])`,
  { repeatable: true },
);

/**
 * Takes objects out of the registry that nobody has spoken for in time.
 *
 * - KEYS: registry
 * - ARGV: how many at most
 * - result: their ids, which whoever has asked is to unlink
 */
export const SWEEP: Script = script(
  `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. now, 'LIMIT', 0, ARGV[1])
if #ids > 0 then redis.call('ZREM', KEYS[1], unpack(ids)) end
return ids`,
);
