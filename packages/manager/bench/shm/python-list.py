"""Works on a shared list of Python for a number of milliseconds.

Usage: python-list.py shareable|manager get|set|append <milliseconds>. Prints JSON: operations, counted (from what the
list holds afterwards, or what was read), nanoseconds.
"""

import json
import multiprocessing
import sys
import time
from multiprocessing.shared_memory import ShareableList

LENGTH = 1000


def work(shared, verb, deadline):
    operations = 0
    counted = 0
    start = time.perf_counter_ns()
    while time.perf_counter_ns() < deadline:
        for _ in range(100):
            if verb == "get":
                counted += shared[operations % LENGTH] > 0
            elif verb == "set":
                shared[operations % LENGTH] = operations
                counted += 1
            else:
                shared.append(operations)
                counted += 1
            operations += 1
    return operations, counted, time.perf_counter_ns() - start


def main():
    kind, verb, milliseconds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    numbers = list(range(1, LENGTH + 1))
    manager = multiprocessing.Manager() if kind == "manager" else None
    shared = ShareableList(numbers) if manager is None else manager.list(numbers)
    try:
        operations, counted, nanoseconds = work(shared, verb, time.perf_counter_ns() + milliseconds * 1_000_000)
    finally:
        if manager is None:
            shared.shm.close()
            shared.shm.unlink()
        else:
            manager.shutdown()
    print(json.dumps({"operations": operations, "counted": counted, "nanoseconds": nanoseconds}))


if __name__ == "__main__":
    main()
