"""Who may receive the feeds of private channels: subscribers, by the token in their addresses.

The addresses are capabilities: they are never advertised, stored encrypted, and checked at every delivery.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from feeds.store import Transaction

_TOKEN_SEGMENT = re.compile(r"~([0-9a-f]{8,128})/(.+)", re.DOTALL)


class Capabilities(Protocol):
    """Checks tokens of subscribers."""

    async def holder(self, tx: Transaction, token: str, channel: str) -> str | None:
        """Return the id of the subscriber who has this token and may read a channel."""
        ...

    async def may_read(self, tx: Transaction, holder: str, channel: str) -> bool:
        """Whether the subscriber with this id still may read a channel."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityAddress:
    """A token, and the name that follows it in an address (``club.atom``)."""

    token: str
    name: str


def parse_capability(path: str) -> CapabilityAddress | None:
    """Read a path without its leading slash; ``None`` if it has no token."""
    found = _TOKEN_SEGMENT.fullmatch(path)
    return CapabilityAddress(token=found[1], name=found[2]) if found else None
