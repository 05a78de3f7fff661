"""Asks whether something speaks Bolt at a port."""

from __future__ import annotations

import socket

__all__ = ["answers_bolt"]

# The preamble, then four offers of which the server takes one: 5.0 to 5.8, 4.4, 4.2, 3.
_HELLO = bytes.fromhex("6060b017 00080805 00000404 00000204 00000003")


def answers_bolt(host: str, port: int, *, seconds: float = 1.0) -> bool:
    """Return whether a Bolt handshake at the address ends with a version."""
    try:
        with socket.create_connection((host, port), timeout=seconds) as connection:
            connection.sendall(_HELLO)
            answer = connection.recv(4)
    except OSError:
        return False
    return any(answer)
