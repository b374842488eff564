"""An echo server on Python's selectors, written as the manual of the module shows it.

Prints {"port": n} and serves until its standard input ends. Bytes that a peer does not take wait; meanwhile nothing
is received from it.
"""

import selectors
import socket
import sys

EVENT_READ, EVENT_WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def main():
    selector = selectors.DefaultSelector()
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    listener.setblocking(False)

    def accept(_connection, _mask, _unsent):
        while True:
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                return
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(connection, EVENT_READ, (echo, bytearray()))

    def echo(connection, mask, unsent):
        try:
            if mask & EVENT_WRITE:
                del unsent[: connection.send(unsent)]
                if not unsent:
                    selector.modify(connection, EVENT_READ, (echo, unsent))
                return
            received = connection.recv(65536)
            if not received:
                raise ConnectionResetError
            sent = connection.send(received)
            if sent < len(received):
                unsent += received[sent:]
                selector.modify(connection, EVENT_WRITE, (echo, unsent))
        except BlockingIOError:
            pass
        except OSError:
            selector.unregister(connection)
            connection.close()

    selector.register(listener, EVENT_READ, (accept, None))
    selector.register(sys.stdin, EVENT_READ, None)
    print(f'{{"port": {listener.getsockname()[1]}}}', flush=True)
    while True:
        for key, mask in selector.select():
            if key.data is None:
                return
            callback, unsent = key.data
            callback(key.fileobj, mask, unsent)


main()
