"""Requests that came before byte for byte, and what was decided about them.

Clients that poll send the same head until the feed changes. What the decision depended on is checked again;
nothing here keeps a publication alive.
"""

from dataclasses import dataclass

from feeds.model import Publication
from feeds.server.http.header_cache import HeaderCache
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.user_agents import Agent

_MOST_HEADS = 1024
"""Half a megabyte if heads have 500 bytes."""


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


class RepeatedRequests:
    """The decisions about the heads seen last."""

    def __init__(self) -> None:
        """Know no head."""
        self._decisions: dict[bytes, Decision] = {}
        self.get = self._decisions.get
        """Return the decision about a head."""

    def keep(self, head: bytes, decision: Decision) -> None:
        """Keep a decision; the oldest one makes room for a new one."""
        if head not in self._decisions and len(self._decisions) >= _MOST_HEADS:
            del self._decisions[next(iter(self._decisions))]
        self._decisions[head] = decision

    def forget(self, head: bytes) -> None:
        """Forget a head whose publication or subscriber changed."""
        self._decisions.pop(head, None)
