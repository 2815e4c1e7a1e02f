"""Counting answers: by publication, by status and by kind of reader, in bounded memory."""

from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Access, Declared
from feeds.server import response_counters
from feeds.server.access_summary import access_summary
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.user_agents import Agent, agent_of, plain
from feeds.server.response_counters import AGENTS_AT_MOST, ResponseCounters

FULL = RawResponse(status=200, block=b"", body=b"x" * 100)
UNCHANGED = RawResponse(status=304, block=b"")
DELTA = RawResponse(status=226, block=b"", body=b"x" * 10)
REFUSED = RawResponse(status=429, block=b"", body=b"x" * 5)
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; {} subscribers)"
CURL = plain("curl")
HOUR_S = 3600


def counted(*asked: tuple[str, RawResponse, Agent]) -> ResponseCounters:
    counters = ResponseCounters()
    for name, answer, agent in asked:
        counters.count(name, answer, agent, has_body=answer.body != b"")
    return counters


def one_hour(counters: ResponseCounters) -> dict[str, Access]:
    return {one.channel: one for one in access_summary(counters.take(), HOUR_S)}


def test_polls_are_counted_by_channel_format_answer_and_reader() -> None:
    """R-PRIV-04."""
    counters = counted(
        ("news.atom", FULL, CURL),
        ("news.atom", UNCHANGED, plain("browsers")),
        ("news.rss", DELTA, CURL),
        ("news.rss", REFUSED, CURL),
        ("sport/local.json", UNCHANGED, CURL),
    )
    found = one_hour(counters)
    assert found["news"] == Access(
        channel="news",
        hour_s=HOUR_S,
        polls=(("atom", 2), ("rss", 2)),
        unchanged=1,
        deltas=1,
        full=1,
        sent_bytes=115,
        readers=(("browsers", 1), ("curl", 3)),
    )
    assert found["sport/local"].polls == (("json", 1),)


def test_head_is_a_poll_without_a_full_answer() -> None:
    counters = ResponseCounters()
    counters.count("news.atom", FULL, CURL, has_body=False)
    assert counters.answered().statuses == {200: 1}
    news = one_hour(counters)["news"]
    assert (news.total, news.full, news.sent_bytes) == (1, 0, 0)


def test_pages_outlines_and_archives_are_no_polls() -> None:
    names = ("news.zh.html", "opml.xml", "news/archive/2024-10.atom")
    counters = counted(*((name, FULL, CURL) for name in names))
    assert one_hour(counters) == {}
    assert (counters.answered().publications, counters.answered().sent_bytes) == (3, 300)


def test_a_fetcher_counts_with_its_highest_number_and_formats_are_feeds_of_their_own() -> None:
    """R-HTTP-50: however many machines fetch for the same subscribers."""
    feedly = [agent_of(FEEDLY.format(number)) for number in (42, 40)]
    feedbin = [agent_of(f"Feedbin feed-id:{feed} - {feed} subscribers") for feed in (3, 4)]
    counters = counted(
        *(("news.atom", UNCHANGED, agent) for agent in (*feedly, *feedbin)),
        ("news.atom", FULL, feedly[1]),
        ("news.rss", FULL, feedly[1]),
    )
    news = one_hour(counters)["news"]
    assert news.subscribers == 42 + 40 + 3 + 4
    atom = Declared(format="atom", kind="feedly", fetcher=feedly[0].fetcher, subscribers=42)
    assert atom in news.declared


def test_a_round_ends_and_everything_goes_on_being_known() -> None:
    counters = counted(("news.atom", FULL, CURL))
    counters.note(404, 30)
    assert one_hour(counters)["news"].total == 1
    assert one_hour(counters) == {}
    counters.count("news.atom", UNCHANGED, CURL, has_body=False)
    counters.note(404)
    answered = counters.answered()
    assert answered.statuses == {200: 1, 304: 1, 404: 2}
    assert (answered.publications, answered.sent_bytes) == (2, 130)


def test_invented_fetchers_are_counted_by_kind_in_the_end() -> None:
    counters = counted(*(("news.atom", FULL, agent_of(FEEDLY.format(number))) for number in range(500)))
    assert len(counters._hits[200]["news.atom"]) == AGENTS_AT_MOST + 1
    news = one_hour(counters)["news"]
    assert (news.total, news.readers) == (500, (("feedly", 500),))


def test_invented_fetchers_are_bounded_over_all_feeds() -> None:
    counters = ResponseCounters()
    counters._declaring = response_counters.DECLARING_AT_MOST
    counters.count("news.atom", FULL, agent_of(FEEDLY.format(7)), has_body=True)
    news = one_hour(counters)["news"]
    assert (news.total, news.subscribers) == (1, 0)


ASKED = st.tuples(
    st.sampled_from(["news.atom", "news.rss", "sport.json", "opml.xml"]),
    st.sampled_from([FULL, UNCHANGED, DELTA, REFUSED]),
    st.sampled_from([CURL, agent_of(FEEDLY.format(3)), agent_of("Feedbin feed-id:1 - 3 subscribers")]),
)


@given(st.lists(ASKED, max_size=50), st.integers(0, 50))
def test_no_answer_is_lost_or_counted_twice(asked: list[tuple[str, RawResponse, Agent]], at: int) -> None:
    counters = counted(*asked[:at])
    rounds = list(access_summary(counters.take(), HOUR_S))
    for name, answer, agent in asked[at:]:
        counters.count(name, answer, agent, has_body=answer.body != b"")
    rounds += access_summary(counters.take(), HOUR_S)
    feeds = [(name, answer) for name, answer, _ in asked if name != "opml.xml"]
    assert sum(one.total for one in rounds) == len(feeds)
    assert sum(one.unchanged for one in rounds) == sum(answer is UNCHANGED for _, answer in feeds)
    assert sum(one.sent_bytes for one in rounds) == sum(len(answer.body) for _, answer in feeds)
    assert all(sum(n for _, n in one.readers) == one.total for one in rounds)
    assert counters.answered().publications == len(asked)
