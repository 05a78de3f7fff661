"""A server that answers every request with the same few bytes: how fast the one who asks can be."""

from __future__ import annotations

import os
import select
import socket

BODY = b'{"data":{"enterprise":null}}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


def main() -> None:
    listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])), backlog=64)
    poll, lines = select.epoll(), {}
    poll.register(listener, select.EPOLLIN)
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == listener.fileno():
                line, _ = listener.accept()
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                lines[line.fileno()] = line
                poll.register(line, select.EPOLLIN)
            elif lines[descriptor].recv(1 << 16):
                lines[descriptor].sendall(ANSWER)
            else:
                poll.unregister(descriptor)
                lines.pop(descriptor).close()


if __name__ == "__main__":
    main()
