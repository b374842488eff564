/**
 * Queues. The line is that of those who get; who puts and who joins have lines of their own.
 *
 * State: `order` one of `fifo`, `lifo`, `priority`; `maxsize`; `unfinished`; `shut` `yes` or `now`; `pushed` how many were put.
 *
 * Items: a list, of which LIFO takes the end. By priority: a sorted set, in which equal ones are in the order of the number
 * that each begins with.
 *
 * Hands: by `ticket:index` what was taken and is not acknowledged, as it was stored: items, with priorities `score item`. Wanted by those who get: how
 * many; by those who put: the item, with priorities `score item`.
 */
import type { Script } from '../connection/script.js';
import { RoomFamily } from './room.js';

/** Digits of the number that a stored item of a priority queue begins with. */
export const SERIAL_DIGITS = 16;

const LIBRARY = `
local ITEMS, HANDS, PUTTERS, JOINERS = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
LINES = { LINE, PUTTERS, JOINERS }
local facts = call('HMGET', STATE, 'order', 'maxsize', 'shut')
local ORDER, MAXSIZE, SHUT = facts[1], tonumber(facts[2]), facts[3]

local function size()
  return call(ORDER == 'priority' and 'ZCARD' or 'LLEN', ITEMS)
end

local function hasRoom()
  return not SHUT and (MAXSIZE == 0 or size() < MAXSIZE)
end

-- A score and what is behind it.
local function parted(item)
  local space = string.find(item, ' ', 1, true)
  return string.sub(item, 1, space - 1), string.sub(item, space + 1)
end

local function push(item)
  if ORDER == 'priority' then
    local score, value = parted(item)
    local serial = string.format('%0${SERIAL_DIGITS}d', call('HINCRBY', STATE, 'pushed', 1))
    call('ZADD', ITEMS, score, serial .. value)
  else
    call('RPUSH', ITEMS, item)
  end
  call('HINCRBY', STATE, 'unfinished', 1)
end

local function pull()
  if ORDER == 'fifo' then return call('LPOP', ITEMS) end
  if ORDER == 'lifo' then return call('RPOP', ITEMS) end
  local least = call('ZPOPMIN', ITEMS)
  return least[1] and least[2] .. ' ' .. least[1]
end

-- Puts an item back where it was taken from.
local function putBack(item)
  if ORDER == 'fifo' then
    call('LPUSH', ITEMS, item)
  elseif ORDER == 'lifo' then
    call('RPUSH', ITEMS, item)
  else
    call('ZADD', ITEMS, parted(item))
  end
end

local function give(ticket, most)
  local items = {}
  while #items < most do
    local item = pull()
    if not item then break end
    items[#items + 1] = item
    call('HSET', HANDS, ticket .. ':' .. #items, item)
  end
  return items
end

-- What is in the hands by a ticket.
local function given(ticket)
  local items = {}
  while true do
    local item = call('HGET', HANDS, ticket .. ':' .. #items + 1)
    if not item then return items end
    items[#items + 1] = item
  end
end

local function finish(count)
  if call('HINCRBY', STATE, 'unfinished', -count) > 0 then return end
  for _, ticket in ipairs(call('ZRANGE', JOINERS, 0, -1)) do
    leaveLine(JOINERS, ticket)
    answer(ticket, 'done')
  end
end

-- Items come back in front of all others, those that were taken first in front of those taken later.
local function takeBack(isMeant)
  local fields = {}
  for _, field in ipairs(call('HKEYS', HANDS)) do
    if isMeant(field) then
      local number, index = string.match(field, ':(%d+):(%d+)$')
      fields[#fields + 1] = { field, tonumber(number), tonumber(index) }
    end
  end
  table.sort(fields, function(a, b)
    if a[2] ~= b[2] then return a[2] > b[2] end
    return a[3] > b[3]
  end)
  for _, field in ipairs(fields) do
    local item = call('HGET', HANDS, field[1])
    call('HDEL', HANDS, field[1])
    if SHUT == 'now' then finish(1) else putBack(item) end
  end
end

withdrawn = function() end

died = function(client)
  takeBack(function(field) return clientOf(field) == client end)
end

-- What is in hands is checked when it is said to be done.
holds = function() return false end

local function servePutter()
  local ticket = hasRoom() and call('ZRANGE', PUTTERS, 0, 0)[1]
  if not ticket then return false end
  push(leaveLine(PUTTERS, ticket))
  answer(ticket, 'put')
  return true
end

local function serveGetter()
  local ticket = size() > 0 and call('ZRANGE', LINE, 0, 0)[1]
  if not ticket then return false end
  give(ticket, tonumber(leaveLine(LINE, ticket)))
  answer(ticket, 'given')
  return true
end

local function turnAway(line)
  for _, ticket in ipairs(call('ZRANGE', line, 0, -1)) do
    leaveLine(line, ticket)
    answer(ticket, 'shut')
  end
end

settle = function()
  local isMoving = true
  while isMoving do
    local put = servePutter()
    isMoving = serveGetter() or put
  end
  if SHUT then
    turnAway(PUTTERS)
    if size() == 0 then turnAway(LINE) end
  end
end
`;

export const QUEUE: RoomFamily = new RoomFamily(['content', 'hands', 'putters', 'joiners'], LIBRARY);

/**
 * ARGV: ticket, 1 to wait if there is no room for the first item, items. Result: how many were put; 0 the first one waits; nil
 * there is no room; `shut`.
 */
export const PUT: Script = QUEUE.verb(
  `local ticket, waits = ARGV[4], ARGV[5] == '1'
if SHUT then return 'shut' end
local put = 0
local inLine = call('ZCARD', PUTTERS) > 0
while not inLine and put < #ARGV - 5 and hasRoom() do
  put = put + 1
  push(ARGV[5 + put])
  -- Those who get make room again.
  serveGetter()
end
if put > 0 then return put end
if not waits then return false end
stay()
enter(PUTTERS, ticket, ARGV[6])
return 0`,
);

/** Takes items. ARGV: ticket, how many at most, 1 to wait. Result: the items; 0 it waits; nil there are none; `shut`. */
export const GET: Script = QUEUE.verb(
  `local ticket, most, waits = ARGV[4], tonumber(ARGV[5]), ARGV[6] == '1'
if isAsked(ticket) then return 0 end
local items = given(ticket)
if #items == 0 then items = give(ticket, most) end
if #items > 0 then
  stay()
  settle()
  return items
end
if SHUT then return 'shut' end
if not waits then return false end
stay()
enter(LINE, ticket, most)
return 0`,
  { repeatable: true },
);

/** What a ticket was given. ARGV: ticket. Result: the items; `shut`; nil it was not answered. */
export const LOOK_AT_ITEMS: Script = QUEUE.verb(
  `local text = call('HGET', ANSWERS, ARGV[4])
if text == 'given' then return given(ARGV[4]) end
return text`,
  { repeatable: true },
);

/** Items have arrived, and do not come back any more. ARGV: ticket, how many. */
export const RECEIVED: Script = QUEUE.verb(
  `for i = 1, tonumber(ARGV[5]) do call('HDEL', HANDS, ARGV[4] .. ':' .. i) end`,
  { repeatable: true },
);

/** Gives back what a ticket was given after all. ARGV: ticket. */
export const PUT_BACK: Script = QUEUE.verb(
  `local prefix = ARGV[4] .. ':'
call('HDEL', ANSWERS, ARGV[4])
takeBack(function(field) return string.sub(field, 1, #prefix) == prefix end)
settle()`,
  { repeatable: true },
);

/**
 * ARGV: how many are done, the places of those among them that are in this client's hands. Result: how many of the latter have
 * gone back meanwhile, and so are not done; -1 if more were said to be done than were put.
 */
export const TASK_DONE: Script = QUEUE.verb(
  `local lost = 0
for i = 5, #ARGV do
  if call('HEXISTS', HANDS, ARGV[i]) == 0 then lost = lost + 1 end
end
local done = ARGV[4] - lost
if done > tonumber(call('HGET', STATE, 'unfinished')) then return -1 end
for i = 5, #ARGV do call('HDEL', HANDS, ARGV[i]) end
if done > 0 then finish(done) end
return lost`,
);

/** Waits until all is done. ARGV: ticket, 1 to wait. Result: 1 it is, 0 it waits, nil it is not. */
export const JOIN: Script = QUEUE.verb(
  `if SHUT == 'now' or call('HGET', STATE, 'unfinished') == '0' then return 1 end
if isAsked(ARGV[4]) then return 0 end
if ARGV[5] ~= '1' then return false end
stay()
enter(JOINERS, ARGV[4], '')
return 0`,
  { repeatable: true },
);

/** ARGV: 1 to take out what is in it. Result: that. */
export const SHUT_DOWN: Script = QUEUE.verb(
  `local left = {}
if ARGV[4] == '1' then
  SHUT = 'now'
  while true do
    local item = pull()
    if not item then break end
    left[#left + 1] = item
  end
  if #left > 0 then finish(#left) end
  for _, ticket in ipairs(call('ZRANGE', JOINERS, 0, -1)) do
    leaveLine(JOINERS, ticket)
    answer(ticket, 'done')
  end
end
SHUT = SHUT or 'yes'
call('HSET', STATE, 'shut', SHUT)
settle()
return left`,
);
