"""Finds the messages in what a Bolt client and a server send each other."""

from __future__ import annotations

from collections.abc import Iterator

_CLIENT = {
    0x01: "HELLO",
    0x02: "GOODBYE",
    0x0F: "RESET",
    0x10: "RUN",
    0x11: "BEGIN",
    0x12: "COMMIT",
    0x13: "ROLLBACK",
    0x2F: "DISCARD",
    0x3F: "PULL",
    0x54: "TELEMETRY",
    0x66: "ROUTE",
    0x6A: "LOGON",
    0x6B: "LOGOFF",
}
_SERVER = {0x70: "SUCCESS", 0x71: "RECORD", 0x7E: "IGNORED", 0x7F: "FAILURE"}
_KINDS = _CLIENT | _SERVER
_MANIFEST = bytes.fromhex("000001ff")
_LENGTHS = {0xD0: 1, 0xD1: 2, 0xD2: 4}

Message = tuple[str, str]
"""Its kind and, of a RUN, the statement's text."""


class Conversation:
    """Both directions of one connection, fed with bytes as they pass."""

    def __init__(self) -> None:
        self._greeting = bytearray()
        self._from_client = bytearray()
        self._from_server = bytearray()
        self._client = _Chunks()
        self._server = _Chunks()
        self._negotiated = False

    def from_client(self, data: bytes) -> list[Message]:
        """Take bytes that the client sent; return the messages that they complete."""
        self._from_client += data
        if not self._negotiated and not self._negotiate():
            return []
        return list(self._client.taken(self._from_client))

    def from_server(self, data: bytes) -> list[Message]:
        """Take bytes that the server sent; return the messages that they complete."""
        self._from_server += data
        if not self._negotiated:
            return []
        return list(self._server.taken(self._from_server))

    def _negotiate(self) -> bool:
        """Leave behind the preamble, the offers and the choice of a version.

        A server that answers with the manifest mark lists versions and capabilities, and the
        client names its choice: four bytes of version, then a number of one or more bytes.
        """
        if len(self._from_client) < 20 or len(self._from_server) < 4:
            return False
        start, manifest = 20, self._from_server[:4] == _MANIFEST
        if manifest:
            start = 24
            while start < len(self._from_client) and self._from_client[start] & 0x80:
                start += 1
            start += 1
            if len(self._from_client) < start:
                return False
        del self._from_client[:start]
        # The server says nothing more before the client's first message.
        self._from_server.clear()
        self._negotiated = True
        return True


class _Chunks:
    """Joins chunks to messages: two bytes of length, the bytes; length 0 ends a message."""

    def __init__(self) -> None:
        self._message = bytearray()

    def taken(self, buffer: bytearray) -> Iterator[Message]:
        while len(buffer) >= 2:
            length = int.from_bytes(buffer[:2])
            if len(buffer) < 2 + length:
                return
            self._message += buffer[2 : 2 + length]
            del buffer[: 2 + length]
            if not length and self._message:
                yield _read(self._message)
                self._message.clear()


def _read(message: bytearray) -> Message:
    kind = _KINDS.get(message[1], f"0x{message[1]:02x}")
    return kind, _text(message[2:]) if kind == "RUN" else ""


def _text(packed: bytearray) -> str:
    """The string that a packed message begins with."""
    marker = packed[0]
    if marker & 0xF0 == 0x80:
        start, length = 1, marker & 0x0F
    else:
        start = 1 + _LENGTHS[marker]
        length = int.from_bytes(packed[1:start])
    return packed[start : start + length].decode()
