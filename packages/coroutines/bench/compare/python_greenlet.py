"""Two greenlets that switch to each other, each time with the next number."""

import json
import time

OPERATIONS = 1_000_000

try:
    from greenlet import greenlet
except ImportError:
    print(json.dumps({"missing": "greenlet", "counted": 0, "operations": 0, "nanoseconds": 0}))
    raise SystemExit


def one_body(count):
    while count < OPERATIONS:
        count = other.switch(count + 1)
    return count


def other_body(count):
    while True:
        count = one.switch(count + 1)


one = greenlet(one_body)
other = greenlet(other_body)
began = time.perf_counter_ns()
counted = one.switch(0)
took = time.perf_counter_ns() - began
print(json.dumps({"counted": counted, "operations": OPERATIONS, "nanoseconds": took}))
