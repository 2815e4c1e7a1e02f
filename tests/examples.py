"""How many examples a property test tries: few in the suite, more in ``make attack``."""

import os


def examples(count: int) -> int:
    """Return ``count``, times ``FEEDS_EXAMPLES`` if that is set."""
    return count * int(os.environ.get("FEEDS_EXAMPLES", "1"))
