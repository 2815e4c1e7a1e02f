"""How many bytes of unchanged content a client may download again."""

from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Limits
from feeds.server.redownload_limiter import CLIENTS_AT_MOST, RedownloadLimiter

LIMITS = Limits(again_bytes=1000, again_bytes_per_s=10.0)


def test_every_revision_is_free_once() -> None:
    limiter = RedownloadLimiter()
    assert [limiter.spend("client", revision, 10**9, 0.0, LIMITS) for revision in range(100)] == [0] * 100


def test_downloads_of_the_same_revision_are_charged() -> None:
    limiter = RedownloadLimiter()
    waits = [limiter.spend("client", 1, 400, 0.0, LIMITS) for _ in range(5)]
    assert waits == [0, 0, 0, 20, 20]
    assert limiter.spend("client", 2, 400, 0.0, LIMITS) == 0
    assert limiter.spend("other", 1, 400, 0.0, LIMITS) == 0


def test_the_returned_wait_is_enough() -> None:
    limiter = RedownloadLimiter()
    for _ in range(4):
        wait_s = limiter.spend("client", 1, 400, 0.0, LIMITS)
    assert limiter.spend("client", 1, 400, wait_s - 1.0, LIMITS) > 0
    assert limiter.spend("client", 1, 400, float(wait_s), LIMITS) == 0


@given(st.lists(st.tuples(st.integers(1, 600), st.floats(0, 50)), max_size=60))
def test_no_client_gets_more_than_its_account(fetches: list[tuple[int, float]]) -> None:
    limiter, now_s, sent_bytes = RedownloadLimiter(), 0.0, 0
    limiter.spend("client", 1, 0, now_s, LIMITS)
    for size_bytes, pause_s in fetches:
        now_s += pause_s
        if not limiter.spend("client", 1, size_bytes, now_s, LIMITS):
            sent_bytes += size_bytes
    assert sent_bytes <= LIMITS.again_bytes + now_s * LIMITS.again_bytes_per_s + 1e-6


@given(st.integers(1, 900))
def test_a_poll_that_the_rate_allows_never_waits(size_bytes: int) -> None:
    limiter = RedownloadLimiter()
    every_s = size_bytes / LIMITS.again_bytes_per_s
    assert not any(limiter.spend("client", 1, size_bytes, at * every_s, LIMITS) for at in range(500))


def test_a_clock_set_back_changes_no_account() -> None:
    limiter = RedownloadLimiter()
    limiter.spend("client", 1, 0, 100.0, LIMITS)
    assert limiter.spend("client", 1, 1000, 100.0, LIMITS) == 0
    assert limiter.spend("client", 1, 100, 50.0, LIMITS) == 10


def test_accounts_are_bounded() -> None:
    limiter = RedownloadLimiter()
    for client in range(CLIENTS_AT_MOST + 1):
        limiter.spend(str(client), 1, 400, 0.0, LIMITS)
    assert len(limiter._accounts) == CLIENTS_AT_MOST
