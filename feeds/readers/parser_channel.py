"""The connection to a parser process: messages of pieces, whose long ones nobody copies.

A copy of a document holds the interpreter lock until it ends, 150 ms for 100 MB, and the serving loop waits
for it. So the bytes of a document travel beside the message that describes it, from and to where they are
stored.
"""

import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import is_dataclass, replace
from multiprocessing.connection import wait
from socket import socket
from typing import IO, Any, TypeVar, cast

_Value = TypeVar("_Value")

_LONG_FIELDS = ("body", "items", "parts", "readings")
"""The fields of documents and results that may be long; a value has one of them at most."""

_COUNT = struct.Struct("!I")
_BUFFER_BYTES = 65_536


class ParserChannel:
    """One end of a connection."""

    def __init__(self, connected: socket) -> None:
        """Use a socket, which is closed with the channel."""
        self._socket = connected
        self._file = cast("IO[bytes]", connected.makefile("rwb", buffering=_BUFFER_BYTES))

    def send(self, pieces: Sequence[bytes]) -> None:
        """Send a message. Raises ``OSError`` if the other end is closed."""
        self._file.write(_COUNT.pack(len(pieces)))
        self._file.write(struct.pack(f"!{len(pieces)}Q", *map(len, pieces)))
        for piece in pieces:
            self._file.write(piece)
        self._file.flush()

    def receive(self) -> list[bytes]:
        """Wait for a message. Raises ``EOFError`` if the other end is closed."""
        (count,) = _COUNT.unpack(self._read(_COUNT.size))
        sizes = struct.unpack(f"!{count}Q", self._read(8 * count))
        return [self._read(size) for size in sizes]

    def has_message(self, within_s: float) -> bool:
        """Wait for the beginning of a message, or of the end of the connection, for so long."""
        return bool(wait([self._socket], within_s))

    def close(self) -> None:
        """Close this end, after the other one."""
        with suppress(OSError):  # a message was not sent to its end
            self._file.close()
        self._socket.close()

    def _read(self, size: int) -> bytes:
        read = self._file.read(size)
        if len(read) < size:
            raise EOFError
        return read


def take_apart(value: _Value) -> tuple[_Value, tuple[bytes, ...]]:
    """Return a document or result without its long bytes, and these."""
    if isinstance(value, bytes):
        return type(value)(), (value,)
    if isinstance(value, tuple):
        return type(value)(), value
    if (name := _long_field(value)) is None:
        return value, ()
    message, pieces = take_apart(getattr(value, name))
    return _replaced(value, name, message), pieces


def put_together(message: _Value, pieces: Sequence[bytes]) -> _Value:
    """Return the value that ``take_apart`` made ``message`` and ``pieces`` of."""
    if isinstance(message, bytes):
        return type(message)(pieces[0])
    if isinstance(message, tuple):
        return type(message)(pieces)
    if (name := _long_field(message)) is None:
        return message
    return _replaced(message, name, put_together(getattr(message, name), pieces))


def _long_field(value: object) -> str | None:
    if not is_dataclass(value):
        return None
    return next((name for name in _LONG_FIELDS if hasattr(value, name)), None)


def _replaced(value: _Value, name: str, part: object) -> _Value:
    changed: Any = replace(value, **{name: part})  # type: ignore[type-var]
    return changed  # type: ignore[no-any-return]
