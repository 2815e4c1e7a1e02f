"""Adds up counts of requests: of several processes in one hour, and of many hours. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from feeds.model import Access, Declared

FETCHERS_AT_MOST = 100
"""How many fetchers that declare subscribers are kept for a channel and hour."""

_Key = tuple[str, str, str]


def same_hour(one: Access, other: Access) -> Access:
    """Add what two processes counted in one hour; the higher number of subscribers of each fetcher counts."""
    declared = _by_fetcher(one.declared)
    for key, number in _by_fetcher(other.declared).items():
        if key in declared or len(declared) < FETCHERS_AT_MOST:
            declared[key] = max(number, declared.get(key, 0))
    return _added(one, other, declared)


def next_hour(before: Access, later: Access) -> Access:
    """Add a later hour; the last number of subscribers of each fetcher counts."""
    return _added(before, later, _by_fetcher(before.declared) | _by_fetcher(later.declared))


def _added(one: Access, other: Access, declared: dict[_Key, int]) -> Access:
    return replace(
        one,
        polls=_sum(one.polls, other.polls),
        unchanged=one.unchanged + other.unchanged,
        deltas=one.deltas + other.deltas,
        full=one.full + other.full,
        sent_bytes=one.sent_bytes + other.sent_bytes,
        readers=_sum(one.readers, other.readers),
        declared=tuple(
            Declared(format=form, kind=kind, fetcher=fetcher, subscribers=number)
            for (form, kind, fetcher), number in declared.items()
        ),
    )


def _sum(one: Iterable[tuple[str, int]], other: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((Counter(dict(one)) + Counter(dict(other))).items()))


def _by_fetcher(declared: Iterable[Declared]) -> dict[_Key, int]:
    return {(one.format, one.kind, one.fetcher): one.subscribers for one in declared}
