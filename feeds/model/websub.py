"""WebSub subscriptions, and their pending deliveries. Source: W3C WebSub."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HubMode(StrEnum):
    """What a request to the hub asks for; ``DENIED`` is the answer to one that the hub does not take."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    DENIED = "denied"


class Protocol(StrEnum):
    """How a callback is verified and notified.

    ``RSSCLOUD``: a domain that has to echo a challenge; ``RSSCLOUD_ADDRESS``: the address that the request
    came from. Both receive the address of the changed feed alone.
    """

    WEBSUB = "websub"
    RSSCLOUD = "rsscloud"
    RSSCLOUD_ADDRESS = "rsscloud-address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """The right to a private feed: the id of the subscriber who holds it, and the encrypted token."""

    holder: str
    token: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRequest:
    """A request that waits to be verified with its callback at ``host`` (``a.example:8080``).

    ``topic`` is the name of a publication (``news.atom``), or for a denial the address as it was requested.
    ``secret`` is encrypted; a private topic has a ``capability``. ``attempts`` are the verifications that
    failed for want of an answer. A process that claimed it has it until ``claimed_until_ms``.
    """

    key: int
    mode: HubMode
    topic: str
    callback: str
    host: str
    protocol: Protocol = Protocol.WEBSUB
    secret: bytes | None = None
    lease_s: int = 0
    attempts: int = 0
    capability: Capability | None = None
    claimed_until_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A verified subscription of a callback to a publication, until its lease ends.

    ``acknowledged`` is the number of the last revision that the callback accepted, ``delivered`` counts the
    revisions that it accepted, ``failures`` the deliveries that failed since. A private topic has a
    ``capability``.
    """

    key: int
    topic: str
    callback: str
    host: str
    lease_until: datetime
    protocol: Protocol = Protocol.WEBSUB
    secret: bytes | None = None
    acknowledged: int = 0
    failures: int = 0
    delivered: int = 0
    capability: Capability | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The pending delivery of one subscription: the current revision of its topic, last changed at ``turn``.

    ``queued_at`` is when the revision was published; ``attempts`` are those that failed; ``superseded``
    counts earlier revisions that it replaces. The process that claimed it has it until ``claimed_until_ms``.
    """

    subscription: Subscription
    turn: int
    attempts: int
    queued_at: datetime
    claimed_until_ms: int
    superseded: int = 0


class Ending(StrEnum):
    """How the delivery of a revision ended.

    ``CANCELLED``: there was nothing left to send, or the subscription ended. Every revision that is
    queued for a subscription ends once; ``FAILED`` counts single attempts.
    """

    DELIVERED = "delivered"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """The pending notification of an external hub: a publication changed at ``turn``."""

    hub: str
    topic: str
    turn: int
    attempts: int
    queued_at: datetime
    claimed_until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HubCounts:
    """How many subscriptions the hub has, and what waits: requests, deliveries, notifications of hubs.

    ``endings`` counts how deliveries ended since the store exists, by ``Ending``.
    """

    subscriptions: int = 0
    requests: int = 0
    deliveries: int = 0
    pings: int = 0
    endings: tuple[tuple[str, int], ...] = ()
