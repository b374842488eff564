"""Takes and releases one threading.Lock for some time, in one thread.

Usage: python-lock.py <milliseconds>. Prints JSON as the Rust contender does.
"""

import json
import sys
import threading
import time

BATCH = 256


def count(milliseconds):
    lock = threading.Lock()
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
