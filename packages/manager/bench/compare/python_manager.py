"""What a list of Python's Manager does in a second: prints {"operations", "seconds"} as JSON. Usage: verb count"""
import json
import sys
import time
from multiprocessing import Manager


def main():
    verb, count = sys.argv[1], int(sys.argv[2])
    with Manager() as manager:
        numbers = manager.list(range(1000))
        for i in range(count // 10):
            numbers[i % 1000]
        start = time.perf_counter()
        if verb == "get":
            for i in range(count):
                if numbers[i % 1000] != i % 1000:
                    raise SystemExit("wrong result")
        else:
            for i in range(count):
                numbers.append(i)
            if len(numbers) != 1000 + count:
                raise SystemExit("wrong result")
        seconds = time.perf_counter() - start
    print(json.dumps({"operations": count, "seconds": seconds}))


if __name__ == "__main__":
    main()
