"""How long caches may keep a response. Source: RFC 9111 §5.2.2, RFC 5861.

A publication may change at a known time: a release or an expiry. No cache keeps it past that time, and the
header does not show the second: the time is rounded down and the present up to whole minutes.
"""

LONGEST_S = 18_000
"""Readers clamp a longer freshness of a live feed anyway (R-HTTP-17)."""

STALE_IF_ERROR_S = 86_400
STEP_S = 60

MARGIN_S = 2
"""A second for the way to a cache, and one because nginx keeps a copy for a whole second more."""


def remaining_s(due_s: int, now_s: int) -> int:
    """How long a copy made now may be fresh if its publication changes at ``due_s``; 0 once it is outdated.

    Within a minute or two of the change it is 1. The copy ends ``MARGIN_S`` before the change.
    """
    if due_s - now_s <= MARGIN_S:
        return 0
    return max(1, due_s // STEP_S * STEP_S - ((now_s + MARGIN_S) // STEP_S + 1) * STEP_S)


def cache_control(
    max_age_s: int, left_s: int | None = None, *, private: bool = False, within_s: int | None = None
) -> str:
    """``Cache-Control`` that every reader understands (R-HTTP-16 to R-HTTP-21, R-AUTH-04).

    ``left_s`` is what ``remaining_s`` gives, ``None`` if no change is near. An outdated version, and what has
    no freshness, is sent without any permission to use it again unasked (R-PAGE-08). ``within_s`` bounds
    all permissions together, also that to use a stale copy while the origin is away (R-TOMB-08). That no
    stale copy may be used is said too: Varnish by itself uses one for ten seconds.
    """
    scope = "private" if private else "public"
    if left_s == 0 or max_age_s == 0:
        return f"{scope}, max-age=0"
    if within_s is not None:
        left_s = within_s if left_s is None else min(left_s, within_s)
    fresh_s = min(max_age_s, LONGEST_S)
    if private:
        return f"{scope}, max-age={fresh_s if left_s is None else min(fresh_s, left_s)}"
    stale_s = fresh_s if left_s is None else min(fresh_s, max(left_s - fresh_s, 0))
    fresh_s = fresh_s if left_s is None else min(fresh_s, left_s)
    on_error = f", stale-if-error={STALE_IF_ERROR_S}" if within_s is None else ""
    return f"{scope}, max-age={fresh_s}, stale-while-revalidate={stale_s}{on_error}"


def takedown_s(max_age_s: int, within_s: int | None) -> int:
    """How long a cache may still show a withdrawn article: the freshness and as long again while stale."""
    return 2 * max_age_s if within_s is None else min(within_s, 2 * max_age_s)
