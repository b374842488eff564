"""What Python's pools do in a second: prints {"operations", "seconds"} as JSON. Usage: which what count"""
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Pool


def increment(x):
    return x + 1


def round_trips(call, count):
    for i in range(count // 10):
        call(i)
    start = time.perf_counter()
    for i in range(count):
        if call(i) != i + 1:
            raise SystemExit("wrong result")
    return time.perf_counter() - start


def main():
    which, count = sys.argv[1], int(sys.argv[2])
    if which == "multiprocessing.Pool":
        with Pool(2) as pool:
            seconds = round_trips(lambda i: pool.apply(increment, (i,)), count)
    else:
        executor = {"ProcessPoolExecutor": ProcessPoolExecutor, "ThreadPoolExecutor": ThreadPoolExecutor}[which]
        with executor(2) as pool:
            seconds = round_trips(lambda i: pool.submit(increment, i).result(), count)
    print(json.dumps({"operations": count, "seconds": seconds}))


if __name__ == "__main__":
    main()
