"""Pauses of failing hosts."""

from feeds.websub.hosts import MAX_HOSTS, SLOW_MS, HostHealth

HOST = "a.example"


def failing(times: int) -> HostHealth:
    health = HostHealth(failures=3, first_ms=1_000, longest_ms=4_000)
    for _ in range(times):
        health.failed(HOST, 0)
    return health


def test_a_host_is_paused_after_several_failures_in_a_row() -> None:
    """R-HUB-30."""
    assert failing(2).paused_until_ms(HOST, 0) is None
    assert failing(3).paused_until_ms(HOST, 999) == 1_000
    assert failing(3).paused_until_ms(HOST, 1_000) is None
    assert failing(9).paused_until_ms(HOST, 0) == 4_000


def test_one_request_passes_when_a_pause_is_over() -> None:
    """R-HUB-30."""
    health = failing(3)
    health.contacted(HOST, 1_000)
    assert health.paused_until_ms(HOST, 1_001) == 2_000
    health.succeeded(HOST, 5)
    assert health.paused_until_ms(HOST, 1_001) is None


def test_a_slow_or_failing_host_is_slow_until_it_answers_fast() -> None:
    health = failing(1)
    assert health.is_slow(HOST)
    health.succeeded(HOST, SLOW_MS)
    assert health.is_slow(HOST)
    health.succeeded(HOST, SLOW_MS - 1)
    assert not health.is_slow(HOST)


def test_memory_is_bounded() -> None:
    health = HostHealth(failures=1)
    for number in range(MAX_HOSTS + 1):
        health.failed(f"h{number}", 0)
    assert not health.is_slow("h0")
    assert health.is_slow("h1")
