"""Sockets to listen on; loaded at the start, before anything of aiohttp."""

import socket

BACKLOG = 1024


def open_socket(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket that listens; ``port`` 0 takes any free one.

    ``shared`` lets several processes listen on one port, the kernel dealing connections out among them
    (``SO_REUSEPORT``). Raises ``OSError``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # accepted connections inherit it
        if shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening
