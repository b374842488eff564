/**
 * Locks, re-entrant locks, and the conditions of either: one holder, a line of those who wait, those who sleep until they are
 * told, and the mark of a holder that died.
 *
 * State: `holder` the ticket that it was acquired with, `context` that of the holder, `in:<ticket>` for each time that it was
 * acquired and not released, `on:<ticket>` for each that is suspended while its holder sleeps, `fence` how often it has changed
 * hands, `abandoned`, `reentrant`; `granted` and `told` as long as whoever was in line and has the lock now does not know it yet.
 *
 * What those in line want: `context told holder entries`. The last two are the ticket to hold it with and the tickets that are
 * in it then: for whoever comes back from sleeping those that he had. `told` is the condition that has told him, or `-`.
 *
 * Asleep: `condition context holder entries`.
 */
import type { Script } from '../connection/script.js';
import { RoomFamily } from './room.js';

const LIBRARY = `
local SLEEPERS = KEYS[6]
-- The dead leave their beds first, so that nobody who is told instead of one of them is dead, too.
LINES = { SLEEPERS, LINE }
local REENTRANT = call('HEXISTS', STATE, 'reentrant') == 1

local function holder()
  return call('HGET', STATE, 'holder')
end

local function hold(ticket, context, entries)
  call('HSET', STATE, 'holder', ticket, 'context', context)
  for entry in string.gmatch(entries, '[^,]+') do
    call('HDEL', STATE, 'on:' .. entry)
    call('HSET', STATE, 'in:' .. entry, 1)
  end
  return call('HINCRBY', STATE, 'fence', 1)
end

local function entries()
  local tickets = {}
  for _, field in ipairs(call('HKEYS', STATE)) do
    if string.sub(field, 1, 3) == 'in:' then tickets[#tickets + 1] = string.sub(field, 4) end
  end
  return tickets
end

-- What the sleeper had is lost.
local function forgo(ask)
  for entry in string.gmatch(string.match(ask, '%S+$'), '[^,]+') do call('HDEL', STATE, 'on:' .. entry) end
end

-- Frees the lock, however often it was acquired.
local function letGo(isSuspended)
  local tickets = entries()
  for _, ticket in ipairs(tickets) do
    call('HDEL', STATE, 'in:' .. ticket)
    if isSuspended then call('HSET', STATE, 'on:' .. ticket, 1) end
  end
  call('HDEL', STATE, 'holder', 'context', 'granted', 'told')
  return table.concat(tickets, ',')
end

-- Ends one of the times that it was acquired.
local function release(ticket)
  call('HDEL', STATE, 'in:' .. ticket)
  if #entries() == 0 then
    letGo()
    settle()
  end
end

local function isOwned(context)
  local by = holder()
  if not by or clientOf(by) ~= CLIENT then return false end
  return not REENTRANT or call('HGET', STATE, 'context') == context
end

local function wake(ticket, told)
  local context, rest = string.match(leaveLine(SLEEPERS, ticket), '^%S+ (%S+) (.*)$')
  enter(LINE, ticket, context .. ' ' .. told .. ' ' .. rest)
end

local function tell(condition, count)
  for _, ticket in ipairs(call('ZRANGE', SLEEPERS, 0, -1)) do
    if count == 0 then return end
    if string.match(call('HGET', ASKS, ticket), '^%S+') == condition then
      wake(ticket, condition)
      count = count - 1
    end
  end
end

-- What the dead was told, somebody else is told.
local function passOn(told)
  if told ~= '-' then tell(told, 1) end
end

withdrawn = function(line, ticket, ask)
  forgo(ask)
  if line ~= SLEEPERS then passOn(string.match(ask, '^%S+ (%S+)')) end
end

died = function(client)
  local by = holder()
  if not by or clientOf(by) ~= client then return end
  local told = call('HGET', STATE, 'told')
  letGo()
  -- Who never learned that it had the lock has touched nothing.
  if told then passOn(told) else call('HSET', STATE, 'abandoned', 1) end
end

holds = function(ticket)
  return call('HEXISTS', STATE, 'in:' .. ticket) == 1 or call('HEXISTS', STATE, 'on:' .. ticket) == 1
end

settle = function()
  if holder() then return end
  local isAbandoned = call('HEXISTS', STATE, 'abandoned') == 1
  for _, ticket in ipairs(call('ZRANGE', LINE, 0, isAbandoned and -1 or 0)) do
    local ask = leaveLine(LINE, ticket)
    if isAbandoned then
      forgo(ask)
      answer(ticket, 'died')
    else
      local context, told, as, tickets = string.match(ask, '^(%S+) (%S+) (%S+) (%S+)$')
      answer(ticket, table.concat({ 'held', hold(as, context, tickets), told, tickets }, ' '))
      call('HSET', STATE, 'granted', ticket, 'told', told)
    end
  end
end
`;

export const MUTEX: RoomFamily = new RoomFamily(['sleepers'], LIBRARY);

/** What `ACQUIRE`, `RECOVER` and `SLEEP` answer instead of the number of the holder. */
export const PARKED = 0;
export const REFUSED = -1;

/**
 * ARGV: ticket, context, 1 to wait. Result: the fencing number; `PARKED`; `REFUSED` if the holder died; nil if it is not free
 * and nobody is to wait.
 */
export const ACQUIRE: Script = MUTEX.verb(
  `local ticket, context, waits = ARGV[4], ARGV[5], ARGV[6] == '1'
if holds(ticket) then return tonumber(call('HGET', STATE, 'fence')) end
if isAsked(ticket) then return ${PARKED} end
if call('HEXISTS', STATE, 'abandoned') == 1 then return ${REFUSED} end
if REENTRANT and context ~= '0' and isOwned(context) then
  call('HSET', STATE, 'in:' .. ticket, 1)
  return tonumber(call('HGET', STATE, 'fence'))
end
if not holder() and call('ZCARD', LINE) == 0 then
  stay()
  return hold(ticket, context, ticket)
end
if not waits then return false end
stay()
enter(LINE, ticket, context .. ' - ' .. ticket .. ' ' .. ticket)
return ${PARKED}`,
  { repeatable: true },
);

/** As `look` of every room; from then on the client counts as one that knows that it has the lock. */
export const LOOK: Script = MUTEX.verb(
  `if call('HGET', STATE, 'granted') == ARGV[4] then call('HDEL', STATE, 'granted', 'told') end
return call('HGET', ANSWERS, ARGV[4])`,
  { repeatable: true },
);

/** What a guard stands for ends. ARGV: ticket. Result: 0 if it was lost before, else 1. */
export const RELEASE_TICKET: Script = MUTEX.verb(
  `local given = call('HGET', ANSWERS, ARGV[4])
call('HDEL', ANSWERS, ARGV[4])
if call('HEXISTS', STATE, 'in:' .. ARGV[4]) == 1 then
  release(ARGV[4])
elseif not holds(ARGV[4]) then
  return given == 'released' and 1 or 0
end
return 1`,
  { repeatable: true },
);

/**
 * Releases once, the time that it was acquired last. A plain lock may be released by anybody, as in Python. Result: 1, or
 * `REFUSED` if it is not held (re-entrant: by this client).
 */
export const RELEASE: Script = MUTEX.verb(
  `local by = holder()
if not by or (REENTRANT and clientOf(by) ~= CLIENT) then return ${REFUSED} end
local last
for _, ticket in ipairs(entries()) do
  local number = tonumber(string.sub(ticket, 18))
  if not last or number > tonumber(string.sub(last, 18)) then last = ticket end
end
-- Its guard learns that nothing was lost.
answer(last, 'released')
release(last)
return 1`,
);

/** Takes over from a holder that died. ARGV: ticket, context. Result: the fencing number, or `REFUSED`. */
export const RECOVER: Script = MUTEX.verb(
  `if holds(ARGV[4]) then return tonumber(call('HGET', STATE, 'fence')) end
if call('HDEL', STATE, 'abandoned') == 0 then return ${REFUSED} end
stay()
return hold(ARGV[4], ARGV[5], ARGV[4])`,
  { repeatable: true },
);

/** Frees the lock and sleeps. ARGV: ticket, context, condition. Result: `PARKED`, or `REFUSED` without the lock. */
export const SLEEP: Script = MUTEX.verb(
  `local ticket, context, condition = ARGV[4], ARGV[5], ARGV[6]
if isAsked(ticket) then return ${PARKED} end
if not isOwned(context) then return ${REFUSED} end
stay()
local as, own = holder(), call('HGET', STATE, 'context')
enter(SLEEPERS, ticket, condition .. ' ' .. own .. ' ' .. as .. ' ' .. letGo(true))
settle()
return ${PARKED}`,
  { repeatable: true },
);

/** Wakes without having been told; whoever is awake already stays so. ARGV: ticket. */
export const WAKE: Script = MUTEX.verb(
  `if call('ZSCORE', SLEEPERS, ARGV[4]) then
  wake(ARGV[4], '-')
  settle()
end`,
  { repeatable: true },
);

/** ARGV: context, condition, how many, -1 for all. Result: 1, or `REFUSED` without the lock. */
export const NOTIFY: Script = MUTEX.verb(
  `if not isOwned(ARGV[4]) then return ${REFUSED} end
tell(ARGV[5], tonumber(ARGV[6]))
return 1`,
);
