/**
 * Semaphores. State: `value` how many permits are free, `bound` the most there may be. Hands: permits by ticket. What those in
 * line want: how many.
 */
import type { Script } from '../connection/script.js';
import { RoomFamily } from './room.js';

const LIBRARY = `
local HANDS = KEYS[6]
LINES = { LINE }

local function value()
  return tonumber(call('HGET', STATE, 'value'))
end

local function take(ticket, count)
  call('HINCRBY', STATE, 'value', -count)
  call('HSET', HANDS, ticket, count)
end

withdrawn = function() end

died = function(client)
  for _, ticket in ipairs(call('HKEYS', HANDS)) do
    if clientOf(ticket) == client then
      local count = tonumber(call('HGET', HANDS, ticket))
      call('HDEL', HANDS, ticket)
      -- Others may have released in its place.
      call('HSET', STATE, 'value', math.min(value() + count, tonumber(call('HGET', STATE, 'bound'))))
    end
  end
end

holds = function(ticket)
  return call('HEXISTS', HANDS, ticket) == 1
end

settle = function()
  while true do
    local ticket = call('ZRANGE', LINE, 0, 0)[1]
    if not ticket then return end
    local count = tonumber(call('HGET', ASKS, ticket))
    -- Who waits for many is not overtaken by those who want few.
    if value() < count then return end
    leaveLine(LINE, ticket)
    take(ticket, count)
    answer(ticket, 'held')
  end
end
`;

export const SEMAPHORE: RoomFamily = new RoomFamily(['hands'], LIBRARY);

/** ARGV: ticket, count, 1 to wait. Result: 1 it has them, 0 it waits, nil if there are too few. */
export const TAKE: Script = SEMAPHORE.verb(
  `local ticket, count, waits = ARGV[4], tonumber(ARGV[5]), ARGV[6] == '1'
if holds(ticket) then return 1 end
if isAsked(ticket) then return 0 end
if call('ZCARD', LINE) == 0 and value() >= count then
  stay()
  take(ticket, count)
  return 1
end
if not waits then return false end
stay()
enter(LINE, ticket, count)
return 0`,
  { repeatable: true },
);

/** Gives back what a guard stands for. ARGV: ticket. Result: 0 if it was lost before, else 1. */
export const GIVE_BACK: Script = SEMAPHORE.verb(
  `local given = call('HGET', ANSWERS, ARGV[4])
call('HDEL', ANSWERS, ARGV[4])
local count = call('HGET', HANDS, ARGV[4])
if not count then return given == 'released' and 1 or 0 end
call('HDEL', HANDS, ARGV[4])
call('HINCRBY', STATE, 'value', count)
settle()
return 1`,
  { repeatable: true },
);

/**
 * Gives back permits of this client, or adds some. ARGV: count. Result: 1; or, if there would be too many, a text with how many
 * are free and how many there may be.
 */
export const RELEASE_PERMITS: Script = SEMAPHORE.verb(
  `local count, free, bound = tonumber(ARGV[4]), value(), tonumber(call('HGET', STATE, 'bound'))
if free + count > bound then return free .. ' of ' .. bound end
local left = count
for _, ticket in ipairs(call('HKEYS', HANDS)) do
  if left == 0 then break end
  if clientOf(ticket) == CLIENT then
    local has = tonumber(call('HGET', HANDS, ticket))
    if has > left then
      call('HSET', HANDS, ticket, has - left)
      left = 0
    else
      call('HDEL', HANDS, ticket)
      -- Its guard learns that nothing was lost.
      answer(ticket, 'released')
      left = left - has
    end
  end
end
call('HINCRBY', STATE, 'value', count)
settle()
return 1`,
);
