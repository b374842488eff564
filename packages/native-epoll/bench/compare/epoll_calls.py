"""Changes a watch in a `select.epoll` and asks what is ready, again and again.

Usage: epoll_calls.py <milliseconds>. Prints JSON: pairs of calls done, events seen, nanoseconds.
"""

import json
import os
import select
import sys
import time

BATCH = 256


def main():
    ready = os.eventfd(1)
    epoll = select.epoll()
    epoll.register(ready, select.EPOLLIN)
    operations = counted = 0
    began = time.monotonic_ns()
    end = began + int(sys.argv[1]) * 1_000_000
    while time.monotonic_ns() < end:
        for _ in range(BATCH):
            epoll.modify(ready, select.EPOLLIN)
            counted += len(epoll.poll(0, 16))
        operations += BATCH
    nanoseconds = time.monotonic_ns() - began
    print(json.dumps({"operations": operations, "counted": counted, "nanoseconds": nanoseconds}))


main()
