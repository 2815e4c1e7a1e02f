"""How long a client may take: to send a request, and to take its answer. Pure; seconds are of one clock."""

from feeds.model import Limits


class ClientTimeouts:
    """What is known of one connection's pace."""

    __slots__ = ("_asking_since_s", "_left_bytes", "_sending_since_s", "_stalled_since_s")

    def __init__(self, now_s: float) -> None:
        """A connection that was just made owes a request."""
        self._asking_since_s: float | None = now_s
        self._left_bytes = 0
        self._sending_since_s: float | None = None
        self._stalled_since_s = now_s

    def asks(self, now_s: float) -> None:
        """A part of a request came."""
        if self._asking_since_s is None:
            self._asking_since_s = now_s

    def asked(self) -> None:
        """A request is complete; the next one may take its time to begin."""
        self._asking_since_s = None

    def brings(self) -> None:
        """A body is still coming in: who sends it need not read what is answered meanwhile."""
        self._left_bytes = 0
        self._sending_since_s = None

    def is_over(self, left_bytes: int, now_s: float, limits: Limits) -> bool:
        """Whether to cut the client off, which has ``left_bytes`` of its answers still to take."""
        self._watch(left_bytes, now_s)
        return (
            _longer(self._asking_since_s, limits.head_s, now_s)
            or _longer(self._sending_since_s, limits.send_s, now_s)
            or (left_bytes > 0 and _longer(self._stalled_since_s, limits.stall_s, now_s))
        )

    def _watch(self, left_bytes: int, now_s: float) -> None:
        if left_bytes == 0:
            self._sending_since_s = None
        elif self._sending_since_s is None:
            self._sending_since_s = now_s
        if left_bytes < self._left_bytes or self._left_bytes == 0:
            self._stalled_since_s = now_s
        self._left_bytes = left_bytes


def _longer(since_s: float | None, most_s: float, now_s: float) -> bool:
    return since_s is not None and now_s - since_s > most_s
