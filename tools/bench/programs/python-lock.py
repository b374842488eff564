"""Takes and releases one Lock for some time, in one thread.

Usage: python-lock.py threading|multiprocessing <milliseconds>. Prints JSON: operations, counted, nanoseconds.
"""

import json
import multiprocessing
import sys
import threading
import time

BATCH = 256


LOCKS = {"threading": threading.Lock, "multiprocessing": multiprocessing.Lock}


def count(module, milliseconds):
    lock = LOCKS[module]()
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


print(json.dumps(count(sys.argv[1], int(sys.argv[2]))))
