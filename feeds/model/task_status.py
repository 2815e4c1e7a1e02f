"""How a background task is doing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStatus:
    """One background task of one process.

    ``failing`` while it waits to be started again, and until it has run for a while; ``restarts`` counts from
    the start of the process. ``error`` names the last failure without secrets.
    """

    name: str
    failing: bool = False
    restarts: int = 0
    failed_at: datetime | None = None
    error: str | None = None
