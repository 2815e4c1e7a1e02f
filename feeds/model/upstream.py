"""Subscriptions of this service to feeds of others, at their WebSub hubs. Source: W3C WebSub."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvertisedHubs:
    """What a feed at ``url`` says about push: its hubs, and the topic to subscribe to.

    ``address`` is where the document was fetched from, after redirects.
    """

    url: str
    address: str
    topic: str
    hubs: tuple[str, ...] = ()


class UpstreamState(StrEnum):
    """How far a subscription is.

    ``REQUESTED`` and not confirmed yet; ``ACTIVE`` until its lease ends; ``DENIED`` by the hub; ``LEAVING``:
    the source was removed, or advertises something else by now.
    """

    REQUESTED = "requested"
    ACTIVE = "active"
    DENIED = "denied"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """The subscription of one address of a source at one hub.

    ``callback`` is the unguessable part of the address that receives documents, ``secret`` is encrypted.
    ``hubs`` are all that the feed advertises, ``hub`` is the one in use. A verification is answered until
    ``requested_until``. ``attempts`` are requests in a row without a confirmation. ``pushes`` counts accepted
    documents, ``refused`` those with a wrong signature; ``pushed_at`` is when the last one was accepted, and
    ``missed_at`` when a poll last found what no push had brought. The process that claimed the next request
    has it until ``claimed_until_ms``.
    """

    key: int
    callback: str
    source: str
    url: str
    address: str
    topic: str
    hubs: tuple[str, ...]
    hub: str
    secret: bytes
    state: UpstreamState
    requested_until: datetime
    lease_until: datetime | None = None
    attempts: int = 0
    pushes: int = 0
    refused: int = 0
    pushed_at: datetime | None = None
    missed_at: datetime | None = None
    error: str | None = None
    claimed_until_ms: int = 0

    def is_active(self, now: datetime) -> bool:
        """Whether documents are accepted: the hub confirmed, and the lease lasts."""
        confirmed = self.state is UpstreamState.ACTIVE
        return confirmed and self.lease_until is not None and now < self.lease_until

    def is_relied_on(self, now: datetime) -> bool:
        """Whether documents arrive, so that the feed is polled at a slow rhythm only."""
        if not self.is_active(now) or self.pushed_at is None:
            return False
        return self.missed_at is None or self.missed_at < self.pushed_at


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedDocument:
    """A document that a hub delivered and whose signature was right; it waits to be read."""

    key: int
    upstream: Upstream
    content_type: str
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamCounts:
    """How many subscriptions there are by state, and how many documents wait, were accepted or refused."""

    states: tuple[tuple[str, int], ...] = ()
    documents: int = 0
    pushes: int = 0
    refused: int = 0
