"""Subscribers of private channels."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A subscriber of private channels: ``channels`` by path, each with all below it.

    ``digest`` is the SHA-256 of the token's secret, which is not stored; ``id`` the part that it is found by.
    """

    id: str
    name: str
    digest: bytes
    channels: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None = None

    def may_read(self, path: str) -> bool:
        """Whether a channel is one of ``channels`` or below one."""
        return any(path == top or path.startswith(f"{top}/") for top in self.channels)
