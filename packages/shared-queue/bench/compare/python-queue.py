"""Moves items through a queue of Python, from one producer to one consumer.

Usage: python-queue.py thread|process numbers|objects <items>. Prints JSON: items, the sums of the numbers in what was
put and in what was taken, and the nanoseconds from the first start to the last end.
"""

import json
import multiprocessing
import queue
import sys
import threading
import time

MAXSIZE = 1024


def item_of(kind, i):
    number = i & 0xFFFF
    if kind == "numbers":
        return number
    return {"id": number, "name": "alex", "price": 9.5, "tags": ["new", "cheap"]}


def produce(items_queue, results, kind, items):
    start = time.monotonic_ns()
    total = 0
    for i in range(items):
        items_queue.put(item_of(kind, i))
        total += i & 0xFFFF
    results.put(("put", total, start, time.monotonic_ns()))


def consume(items_queue, results, kind, items):
    start = time.monotonic_ns()
    total = 0
    for _ in range(items):
        item = items_queue.get()
        total += item if kind == "numbers" else item["id"]
    results.put(("taken", total, start, time.monotonic_ns()))


def main():
    where, kind, items = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if where == "thread":
        worker, items_queue, results = threading.Thread, queue.Queue(MAXSIZE), queue.Queue()
    else:
        worker = multiprocessing.Process
        items_queue, results = multiprocessing.Queue(MAXSIZE), multiprocessing.Queue()
    workers = [worker(target=target, args=(items_queue, results, kind, items)) for target in (produce, consume)]
    for each in workers:
        each.start()
    shares = [results.get() for _ in workers]
    for each in workers:
        each.join()
    sums = {name: total for name, total, _, _ in shares}
    nanoseconds = max(end for *_, end in shares) - min(start for _, _, start, _ in shares)
    print(json.dumps({"items": items, **sums, "nanoseconds": nanoseconds}))


if __name__ == "__main__":
    main()
