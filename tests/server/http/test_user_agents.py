"""Kinds of readers by their user agents, and the subscribers that some declare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.server.http.user_agents import (
    KINDS,
    LONGEST_USER_AGENT,
    OTHER,
    UNNAMED,
    agent_of,
    declared,
    kind_of,
    plain,
    short_agent,
)

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; {} subscribers; like FeedFetcher-Google)"

KNOWN = {
    FEEDLY.format(42): "feedly",
    "Mozilla/5.0 (compatible; inoreader.com; 7 subscribers)": "inoreader",
    "Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 3 subscribers; )": "inoreader",
    "NewsBlur Feed Fetcher - 5 subscribers - https://newsblur.com/site/1 (Safari/605.1)": "newsblur",
    "Feedbin feed-id:1306543 - 3 subscribers": "feedbin",
    "Mozilla/5.0 (compatible; theoldreader.com; 2 subscribers; feed-id=abc9)": "theoldreader",
    "Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 9 subscribers)": "bazqux",
    "NetNewsWire (RSS Reader; https://netnewswire.com/)": "netnewswire",
    "Mozilla/5.0 (Macintosh) AppleWebKit/531.22.7 (KHTML, like Gecko) NetNewsWire/3.2.7": "netnewswire",
    "Reeder/5050001 CFNetwork/1410.0.3 Darwin/22.6.0": "reeder",
    "newsboat/2.30.1 (Linux x86_64)": "newsboat",
    "Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)": "miniflux",
    "FreshRSS/1.24.1 (Linux; https://freshrss.org)": "freshrss",
    "Tiny Tiny RSS/23.04 (https://tt-rss.org/)": "ttrss",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0": "thunderbird",
    "Liferea/1.15.0 (Linux; https://lzone.de/liferea/) AppleWebKit (KHTML, like Gecko)": "liferea",
    "Akregator/5.24.0 (23.08.0); syndication": "akregator",
    "feedparser/6.0.11 +https://github.com/kurtmckee/feedparser/": "feedparser",
    "UniversalFeedParser/5.2.1 +https://code.google.com/p/feedparser/": "feedparser",
    "WordPress/6.8; https://feedly-fans.example": "wordpress",
    "curl/8.5.0": "curl",
    "FeedFetcher-Google; (+http://www.google.com/feedfetcher.html)": "google",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": "google",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)": "bing",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)": "baidu",
    "Mozilla/5.0 (compatible; SomeBot/1.0; +https://some.example)": "bots",
    "python-requests/2.32.3": "programs",
    CHROME: "browsers",
    FIREFOX: "browsers",
    "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/131.0 Safari/1": "browsers",
    "Fraidycat": OTHER,
}


@pytest.mark.parametrize(("user_agent", "kind"), KNOWN.items())
def test_a_reader_is_of_its_kind(user_agent: str, kind: str) -> None:
    assert kind_of(user_agent) == kind


def test_who_says_nothing_is_unnamed() -> None:
    assert agent_of(None) is agent_of("") is plain(UNNAMED)


def test_marks_are_in_lower_case_and_belong_to_one_kind() -> None:
    marks = [mark for _, marks in KINDS for mark in marks]
    assert [mark for mark in marks if mark != mark.lower()] == []
    assert len(marks) == len(set(marks))


@pytest.mark.parametrize(
    ("user_agent", "number"),
    [
        (FEEDLY.format(42), 42),
        ("Feedbin feed-id:1 - 1 subscriber", 1),
        ("SomeReader/2.1 (1,204 readers)", 1204),
        ("Fetcher (12 followers)", 12),
        ("Reader/2.0 subscribers", None),
        ("Feed Reader 5", None),
        (f"Evil/1.0 ({'9' * 40} subscribers)", None),
    ],
)
def test_declared_subscribers_are_read(user_agent: str, number: int | None) -> None:
    """R-PRIV-04, R-HTTP-50."""
    assert declared(user_agent) == number


def test_a_fetcher_is_told_by_product_and_feed_not_by_version_or_number() -> None:
    assert agent_of(FEEDLY.format(42)).fetcher == agent_of(FEEDLY.format(43).replace("1.0", "2.1")).fetcher
    one, other = (agent_of(f"Feedbin feed-id:{number} - 3 subscribers") for number in (1, 2))
    assert one.fetcher != other.fetcher
    assert agent_of("A/1 (3 readers)").fetcher != agent_of("B/1 (3 readers)").fetcher


def test_who_declares_nothing_is_one_with_its_kind() -> None:
    assert agent_of(CHROME) is agent_of(FIREFOX) is plain("browsers")


@given(st.text(max_size=2 * LONGEST_USER_AGENT))
def test_no_text_of_a_user_agent_is_kept(user_agent: str) -> None:
    """R-PRIV-04: a kind from the list, a number, a digest of fixed length."""
    agent = agent_of(user_agent)
    assert agent.kind in {OTHER, UNNAMED, *(kind for kind, _ in KINDS)}
    assert len(agent.fetcher) in {0, 8}


def test_only_short_texts_are_cached() -> None:
    long = f"Fetcher/1.0 ({'x' * 8000})"
    assert agent_of(long) is short_agent(long[:LONGEST_USER_AGENT])
