"""How long a client may take: to send a head, to send a body, and to receive a response. Pure.

The three have timers of their own, as in nginx: a head has a time in all, a body and a response only a time
between two parts. Seconds are of one monotonic clock.
"""

from feeds.model import Limits

SLOWEST_BYTES_PER_S = 1024
"""A response that takes longer than ``Limits.send_s`` must have been received at this rate."""


class ClientTimeouts:
    """The timers of one connection."""

    __slots__ = ("_body_s", "_left_bytes", "_progress_s", "_response_s", "_taken_bytes", "head_s")

    def __init__(self, now_s: float) -> None:
        """Start with the time for the first head."""
        self.head_s: float | None = now_s
        """When a head that is not complete was started."""
        self._body_s: float | None = None
        self._left_bytes = 0
        self._taken_bytes = 0
        self._response_s: float | None = None
        self._progress_s = now_s

    def header_started(self, now_s: float) -> None:
        """A part of a head was received."""
        if self.head_s is None:
            self.head_s = now_s

    def header_done(self) -> None:
        """A head is complete; the next one may take its time to begin."""
        self.head_s = None

    def body_receiving(self, now_s: float) -> None:
        """A part of a body was received, or the application is not reading it at the moment.

        A client that sends a body does not have to read the response meanwhile.
        """
        self._body_s = now_s
        self._left_bytes = 0
        self._response_s = None

    def body_done(self) -> None:
        """The request has no body, or all of it was received."""
        self._body_s = None

    def response_taken(self, size_bytes: int, now_s: float) -> None:
        """The client received a part of a response."""
        self._taken_bytes += size_bytes
        self._progress_s = now_s

    def expired(self, left_bytes: int, now_s: float, limits: Limits) -> bool:
        """Whether the client took too long; ``left_bytes`` of its responses are not sent yet."""
        if self._body_s is not None:
            return now_s - self._body_s > limits.body_s
        self._watch(left_bytes, now_s)
        return self._head_expired(now_s, limits) or self._response_expired(left_bytes, now_s, limits)

    def _head_expired(self, now_s: float, limits: Limits) -> bool:
        return self.head_s is not None and now_s - self.head_s > limits.head_s

    def _response_expired(self, left_bytes: int, now_s: float, limits: Limits) -> bool:
        if left_bytes == 0 or self._response_s is None:
            return False
        took_s = now_s - self._response_s
        is_slow = took_s > limits.send_s and self._taken_bytes < took_s * SLOWEST_BYTES_PER_S
        return is_slow or now_s - self._progress_s > limits.stall_s

    def _watch(self, left_bytes: int, now_s: float) -> None:
        """Note what the client received since the last look."""
        if left_bytes == 0:
            self._response_s = None
        elif self._response_s is None:
            self._response_s = self._progress_s = now_s
            self._taken_bytes = 0
        elif left_bytes < self._left_bytes:
            self.response_taken(self._left_bytes - left_bytes, now_s)
        self._left_bytes = left_bytes
