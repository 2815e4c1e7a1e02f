"""Hours added up to days and to one, by channel."""

from collections.abc import AsyncIterator

from feeds.model import Access, Declared
from feeds.service.stats import Grouping, added_up, subscribers_by_kind, top_readers

HOUR_S = 3600
DAY_S = 86_400


def hour(channel: str, hour_s: int, polls: int, subscribers: int = 0) -> Access:
    feedly = Declared(format="atom", kind="feedly", fetcher="f", subscribers=subscribers)
    return Access(
        channel=channel,
        hour_s=hour_s,
        polls=(("atom", polls),),
        unchanged=polls - 1,
        full=1,
        readers=(("curl", 1), ("feedly", polls - 1)),
        declared=(feedly,) if subscribers else (),
    )


async def hours() -> AsyncIterator[Access]:
    yield hour("news", DAY_S, 2, 10)
    yield hour("sport", DAY_S, 9)
    yield hour("news", DAY_S + HOUR_S, 3, 12)
    yield hour("news", 2 * DAY_S + HOUR_S, 5, 7)


async def shown(by: Grouping) -> list[tuple[int, str, int, int]]:
    found = await added_up(hours(), by)
    return [(one.hour_s, one.channel, one.total, one.subscribers) for one in found]


async def test_hours_stay_hours() -> None:
    assert await shown(Grouping.HOUR) == [
        (DAY_S, "sport", 9, 0),
        (DAY_S, "news", 2, 10),
        (DAY_S + HOUR_S, "news", 3, 12),
        (2 * DAY_S + HOUR_S, "news", 5, 7),
    ]


async def test_days_begin_at_midnight_utc() -> None:
    assert await shown(Grouping.DAY) == [
        (DAY_S, "sport", 9, 0),
        (DAY_S, "news", 5, 12),
        (2 * DAY_S, "news", 5, 7),
    ]


async def test_in_all_subscribers_are_those_declared_last() -> None:
    assert await shown(Grouping.TOTAL) == [(0, "news", 10, 7), (0, "sport", 9, 0)]


async def test_readers_are_ranked_and_subscribers_told_by_kind() -> None:
    news, _ = await added_up(hours(), Grouping.TOTAL)
    assert top_readers(news, 1) == [("feedly", 7)]
    assert subscribers_by_kind(news) == {"feedly": 7}
