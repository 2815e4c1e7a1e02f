"""Who pays for full bodies, and how much."""

from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Limits
from feeds.server.redownload_limiter import CLIENTS_AT_MOST, RedownloadLimiter, fetches_for_many

LIMITS = Limits(again_bytes=1000, again_bytes_per_s=10.0)


def test_every_revision_is_free_once() -> None:
    budget = RedownloadLimiter(LIMITS)
    assert [budget.spend("client", revision, 10**9, 0.0) for revision in range(100)] == [0] * 100


def test_the_same_again_costs_until_nothing_is_left() -> None:
    budget = RedownloadLimiter(LIMITS)
    waits = [budget.spend("client", 1, 400, 0.0) for _ in range(5)]
    assert waits == [0, 0, 0, 20, 20]
    assert budget.spend("client", 2, 400, 0.0) == 0
    assert budget.spend("other", 1, 400, 0.0) == 0


def test_waiting_as_long_as_told_is_enough() -> None:
    budget = RedownloadLimiter(LIMITS)
    for _ in range(4):
        wait_s = budget.spend("client", 1, 400, 0.0)
    assert budget.spend("client", 1, 400, wait_s - 1.0) > 0
    assert budget.spend("client", 1, 400, float(wait_s)) == 0


@given(st.lists(st.tuples(st.integers(1, 600), st.floats(0, 50)), max_size=60))
def test_nobody_gets_more_than_there_is(fetches: list[tuple[int, float]]) -> None:
    budget, now_s, sent_bytes = RedownloadLimiter(LIMITS), 0.0, 0
    budget.spend("client", 1, 0, now_s)
    for size_bytes, pause_s in fetches:
        now_s += pause_s
        if not budget.spend("client", 1, size_bytes, now_s):
            sent_bytes += size_bytes
    assert sent_bytes <= LIMITS.again_bytes + now_s * LIMITS.again_bytes_per_s + 1e-6


@given(st.integers(1, 900))
def test_a_poll_that_the_rate_allows_never_waits(size_bytes: int) -> None:
    budget = RedownloadLimiter(LIMITS)
    every_s = size_bytes / LIMITS.again_bytes_per_s
    assert not any(budget.spend("client", 1, size_bytes, at * every_s) for at in range(500))


def test_a_clock_that_is_set_back_gives_nothing_and_takes_nothing() -> None:
    budget = RedownloadLimiter(LIMITS)
    budget.spend("client", 1, 0, 100.0)
    assert budget.spend("client", 1, 1000, 100.0) == 0
    assert budget.spend("client", 1, 100, 50.0) == 10


def test_accounts_are_bounded() -> None:
    budget = RedownloadLimiter(LIMITS)
    for client in range(CLIENTS_AT_MOST + 1):
        budget.spend(str(client), 1, 400, 0.0)
    assert len(budget._accounts) == CLIENTS_AT_MOST


def test_fetchers_for_many_say_so() -> None:
    feedly = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 42 subscribers; like FeedFetcher-Google)"
    assert fetches_for_many(feedly)
    assert fetches_for_many("Fetcher (1 reader)")
    assert not fetches_for_many("Mozilla/5.0 Subscriber")
    assert not fetches_for_many(None)
