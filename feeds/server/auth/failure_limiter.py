"""Limits failed authentication by address (R-AUTH-06)."""

from collections import OrderedDict

WINDOW_S = 60.0
REMEMBERED = 4096


class FailureLimiter:
    """Failures by address within a minute; valid tokens are never counted and never delayed."""

    def __init__(self, allowed: int) -> None:
        """Begin without failures; ``allowed`` ones within a minute are answered at once."""
        self._allowed = allowed
        self._failures: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def fail(self, address: str, now_s: float) -> int:
        """Count a failure; return the seconds until the next attempt is answered, 0 for at once."""
        began_s, count = self._failures.pop(address, (now_s, 0))
        if now_s - began_s >= WINDOW_S:
            began_s, count = now_s, 0
        self._failures[address] = (began_s, count + 1)
        if len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)
        return 0 if count < self._allowed else max(1, int(began_s + WINDOW_S - now_s))
