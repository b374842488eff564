"""Takes and releases one multiprocessing.Lock for some time, in one process.

Usage: multiprocessing-lock.py <milliseconds>. Prints JSON: operations, counted, nanoseconds.
"""

import json
import multiprocessing
import sys
import time

BATCH = 256


def count(milliseconds):
    lock = multiprocessing.Lock()
    counted = 0
    operations = 0
    start = time.perf_counter_ns()
    end = start + milliseconds * 1_000_000
    while time.perf_counter_ns() < end:
        for _ in range(BATCH):
            with lock:
                counted += 1
        operations += BATCH
    return {
        "operations": operations,
        "counted": counted,
        "nanoseconds": time.perf_counter_ns() - start,
    }


print(json.dumps(count(int(sys.argv[1]))))
