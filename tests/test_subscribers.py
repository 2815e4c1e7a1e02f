"""Real readers that poll a running service while its articles come, are corrected and are taken back."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import shake_256
from pathlib import Path

import pytest

from tests.cli.newsroom import article, newsroom
from tests.relay import Exchange, Relay, relaying
from tests.subscribers import FeedparserScript, Lemon24Reader, Newsboat, Shown, Subscriber
from tests.test_journey import Answer, Server, serving

pytestmark = pytest.mark.slow
KINDS: dict[str, Callable[[str, Path], Subscriber]] = {
    "feedparser": FeedparserScript,
    "reader": Lemon24Reader,
    "newsboat": Newsboat,
}
FORMATS = {"feedparser": ("atom", "rss"), "reader": ("atom", "rss", "json"), "newsboat": ("atom", "rss")}
SUBSCRIPTIONS = [(kind, form) for kind, forms in FORMATS.items() for form in forms]
ROUNDS = (
    "first",
    "nothing",
    "two new",
    "no news",
    "corrected",
    "withdrawn",
    "quiet",
    "one more",
    "still",
)
CORRECTED, WITHDRAWN = 7, 5


@dataclass(frozen=True)
class Poll:
    """What a poll asked and was answered, and what its reader showed afterwards."""

    exchanges: list[Exchange]
    shown: Shown

    @property
    def status(self) -> int:
        (exchange,) = self.exchanges
        return exchange.status

    @property
    def size_bytes(self) -> int:
        return sum(exchange.size_bytes for exchange in self.exchanges)


Story = dict[tuple[str, str], dict[str, Poll]]


def id_of(number: int) -> str:
    return f"tag:post.example,2024:{number}"


def story_article(number: int, **changes: object) -> dict[str, object]:
    """An article with a text of its own, so that a delta is worth it after compression too."""
    text = shake_256(str(number).encode()).hexdigest(300)
    return article(number, content_html=f"<p>{text}</p>", **changes)


def changes() -> Iterator[tuple[dict[int, dict[str, object]], Callable[[bytes], bool]]]:
    """For each round the articles that change, and how a feed shows that they have."""
    yield {n: story_article(n) for n in range(20)}, lambda body: body.count(b"Ferry") >= 20
    yield {}, bool
    yield {n: story_article(n) for n in (20, 21)}, lambda body: b"Ferry 21" in body
    yield {}, bool
    corrected = story_article(CORRECTED, title="Boat 7", date_modified="2024-10-23 10:00:00")
    yield {CORRECTED: corrected}, lambda body: b"Boat 7" in body
    withdrawn = story_article(WITHDRAWN, status="withdrawn")
    yield {WITHDRAWN: withdrawn}, lambda body: not re.search(rb'[>"]Ferry 5[<"]', body)
    yield {}, bool
    yield {22: story_article(22)}, lambda body: b"Ferry 22" in body
    yield {}, bool


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Everything that happened: all readers poll after each change."""
    folder = tmp_path_factory.mktemp("subscribers")
    articles: dict[int, dict[str, object]] = {}
    stories: Story = {name: {} for name in SUBSCRIPTIONS if name[0] != "newsboat" or shutil.which("newsboat")}
    subscribers: dict[tuple[str, str], Subscriber] = {}
    with serving(newsroom(folder)) as server, relaying(int(server.base.rpartition(":")[2])) as relay:
        for name, (changed, is_there) in zip(ROUNDS, changes(), strict=True):
            articles |= changed
            newsroom(folder, *articles.values())
            _published(server, is_there)
            for kind, form in stories:
                if (kind, form) not in subscribers:
                    own = folder / f"{kind}-{form}"
                    own.mkdir()
                    url = f"http://127.0.0.1:{relay.port}/news.{form}"
                    subscribers[kind, form] = KINDS[kind](url, own)
                stories[kind, form][name] = _poll(subscribers[kind, form], relay)
        for subscriber in subscribers.values():
            subscriber.close()
    return stories


def _published(server: Server, is_there: Callable[[bytes], bool]) -> None:
    def wanted(answer: Answer) -> bool:
        return answer.status == 200 and is_there(answer.body)

    for form in ("atom", "rss", "json"):
        server.wait_for(f"/news.{form}", wanted)


def _poll(subscriber: Subscriber, relay: Relay) -> Poll:
    relay.take()
    shown = subscriber.poll()
    return Poll(relay.take(), shown)


@pytest.fixture(params=SUBSCRIPTIONS, ids="-".join)
def subscription(request: pytest.FixtureRequest) -> tuple[str, str]:
    kind, form = request.param
    if kind == "newsboat" and shutil.which(kind) is None:
        pytest.skip("newsboat is not installed")
    return kind, form


def test_a_reader_ends_with_the_right_articles(story: Story, subscription: tuple[str, str]) -> None:
    """Each once, the correction in the place of what it corrects; what was read may be kept by its reader."""
    kind, _ = subscription
    polls = story[subscription]
    assert set(polls["first"].shown) == {id_of(n) for n in range(20)}
    assert set(polls["two new"].shown) == {id_of(n) for n in range(22)}
    assert polls["two new"].shown[id_of(CORRECTED)] == "Ferry 7"
    assert polls["corrected"].shown == polls["two new"].shown | {id_of(CORRECTED): "Boat 7"}
    kept = {WITHDRAWN} if kind in {"reader", "newsboat"} else set()
    assert set(polls["withdrawn"].shown) == {id_of(n) for n in range(22) if n != WITHDRAWN or n in kept}
    assert set(polls["still"].shown) == {id_of(n) for n in range(23) if n != WITHDRAWN or n in kept}


def test_a_poll_costs_what_is_new(story: Story, subscription: tuple[str, str]) -> None:
    """R-HTTP-12, R-HTTP-54, R-HTTP-55: 304 for nothing, 226 for a change, with what each reader sends.

    feedparser requests deltas for programs that may not know the status 226, so it is sent whole documents.
    """
    kind, form = subscription
    news = 200 if kind == "feedparser" else 226
    taken_back = 200 if form == "rss" else news  # RSS cannot express a withdrawal
    expected = dict(zip(ROUNDS, (200, 304, news, 304, news, taken_back, 304, news, 304), strict=True))
    if kind == "newsboat":
        expected["nothing"] = 200  # it keeps no validators of the first fetch
    if kind == "reader":
        # Where no entry changed it keeps the validators it had, from before what was taken back.
        expected |= {"quiet": taken_back, "one more": taken_back}
    polls = story[subscription]
    assert {name: poll.status for name, poll in polls.items()} == expected
    whole = polls["first"].size_bytes
    for poll in polls.values():
        assert poll.status != 304 or poll.size_bytes == 0
        assert poll.status != 226 or poll.size_bytes < whole / 2


def test_a_delta_is_sent_to_those_who_ask_for_it_with_a_base(
    story: Story, subscription: tuple[str, str]
) -> None:
    """R-HTTP-54, R-HTTP-56, R-HTTP-57."""
    deltas = [one for poll in story[subscription].values() for one in poll.exchanges if one.status == 226]
    assert bool(deltas) == (subscription[0] != "feedparser")
    for delta in deltas:
        assert delta.request_headers["a-im"] == "feed"
        assert delta.response_headers["im"] == "feed"
        assert delta.response_headers["delta-base"] == delta.request_headers["if-none-match"]
        assert delta.response_headers["etag"] != delta.request_headers["if-none-match"]
