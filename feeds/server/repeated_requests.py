"""Requests that came before byte for byte, and what was decided about them.

Clients that poll send the same head until the feed changes. What the decision depended on is checked again;
nothing here keeps a publication alive.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from feeds.model import Publication
from feeds.server.http.header_cache import HeaderCache
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.user_agents import Agent

_MOST_HEADS = 1024
"""Half a megabyte if heads have 500 bytes."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a head is answered with as long as its publication is the same and not about to change.

    ``unchanged`` is a 304; without it the response is the 200 with the representation at ``index``.
    ``token_target`` is the target of a private publication, which a token in it must still open. ``proto`` is
    what a trusted proxy reported, ``is_reported`` whether there was one.
    """

    prepared: HeaderCache
    agent: Agent
    is_get: bool
    forwarded_for: str | None
    proto: str | None
    is_reported: bool
    token_target: str | None
    unchanged: RawResponse | None = None
    index: int = 0

    def response(self, publication: Publication) -> RawResponse:
        """The response with the publication."""
        return self.unchanged or self.prepared.full(publication, publication.representations[self.index])


class RecentHeads(Generic[_Value]):
    """What is known of the heads of requests that came last, by their bytes."""

    def __init__(self) -> None:
        """Know no head."""
        self._known: dict[bytes, _Value] = {}
        self.get = self._known.get
        """Return what is known of a head."""

    def keep(self, head: bytes, value: _Value) -> None:
        """Keep what a head means; the oldest one makes room for a new one."""
        if head not in self._known and len(self._known) >= _MOST_HEADS:
            del self._known[next(iter(self._known))]
        self._known[head] = value

    def forget(self, head: bytes) -> None:
        """Forget a head, for example because its publication or subscriber changed."""
        self._known.pop(head, None)
