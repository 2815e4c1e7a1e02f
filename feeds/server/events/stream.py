"""One connection that receives the changes of a feed. It has no task, no queue and no parser of its own."""

import asyncio
from typing import Protocol

from feeds.model import Subscriber

BUFFER_BYTES = 64 * 1024
"""As much may be unsent before a client counts as slow; then it gets nothing until it has received that."""


class StreamOwner(Protocol):
    """What keeps track of connections."""

    def lost(self, stream: "EventStream") -> None:
        """The connection has ended."""
        ...

    def stalled(self, stream: "EventStream") -> None:
        """The client does not keep up."""
        ...

    def drained(self, stream: "EventStream") -> None:
        """The client can receive events again."""
        ...


class EventStream(asyncio.Protocol):
    """A stream of one client.

    ``name`` is the JSON feed, ``digest`` the revision up to which events were sent, ``beat`` the turn in
    which it gets its heartbeats.
    """

    __slots__ = ("_owner", "beat", "client", "digest", "is_paused", "name", "subscriber", "transport")

    def __init__(
        self, owner: StreamOwner, *, name: str, client: str | None, subscriber: Subscriber | None, digest: str
    ) -> None:
        """Send nothing before there is a transport."""
        self._owner = owner
        self.name = name
        self.client = client
        self.subscriber = subscriber
        self.digest = digest
        self.beat = 0
        self.is_paused = False
        self.transport: asyncio.Transport | None = None

    def attach(self, transport: asyncio.Transport) -> None:
        """Send through a transport that another protocol opened."""
        self.transport = transport
        transport.set_write_buffer_limits(high=BUFFER_BYTES)

    def write(self, data: bytes) -> None:
        """Send bytes, unless the connection is ending."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)

    def end(self) -> None:
        """Close the connection; the client connects again and learns why.

        What it has not received yet is dropped: it might never receive it.
        """
        if self.transport is None:
            return
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def abort(self) -> None:
        """Close at once."""
        if self.transport is not None:
            self.transport.abort()

    def data_received(self, _data: bytes) -> None:
        """Close: a client of a stream has nothing to send."""
        self.end()

    def pause_writing(self) -> None:
        """Send nothing to a client that does not keep up."""
        self.is_paused = True
        self._owner.stalled(self)

    def resume_writing(self) -> None:
        """Send what changed meanwhile."""
        self.is_paused = False
        self._owner.drained(self)

    def connection_lost(self, _exc: BaseException | None) -> None:
        """Forget the connection."""
        self.transport = None
        self._owner.lost(self)
