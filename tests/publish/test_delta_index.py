"""Deltas are never wrong: who applies them ends with what a client has that fetches everything."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.model import Entry, Format, Head, Person, Publication, Tombstone
from feeds.publish import Base, base_of, build_delta_index, build_publication, delta, read_etag, unpack
from feeds.publish.delta_index import KNOWN_BASES
from feeds.render import FORMATS

AT = datetime(2024, 10, 22, tzinfo=UTC)
SITE = "https://post.example"
LIMIT = 4
STONES = 3
ATOM = "{http://www.w3.org/2005/Atom}"
GRAVE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def entry(number: int, revision: int = 0) -> Entry:
    return Entry(
        id=f"{SITE}/a/{number}",
        url=f"{SITE}/a/{number}",
        title=f"Ferry {number}, told {revision} times",
        published_at=AT + timedelta(minutes=number),
        updated_at=AT + timedelta(days=1, minutes=revision),
        authors=(Person(name="Desk"),),
        content_html=f"<p>{revision}</p>",
    )


@dataclass
class Channel:
    """A channel with a live window, published whenever it is told to."""

    form: Format
    clock: int = 0
    entries: dict[int, Entry] = field(default_factory=dict)
    graves: dict[int, tuple[int, Tombstone]] = field(default_factory=dict)
    publication: Publication | None = None
    spoken_of: set[str] = field(default_factory=set)
    """What the publication is able to tell of: entries that stand, and tombstones that it lists."""

    def change(self, move: str, number: int) -> None:
        if move == "write":
            self.write(number)
        elif move == "withdraw":
            self.withdraw(number)
        else:
            self.forget()

    def write(self, number: int) -> None:
        self.clock += 1
        self.graves.pop(number, None)
        self.entries[number] = entry(number, self.clock)

    def withdraw(self, number: int) -> None:
        self.clock += 1
        if self.entries.pop(number, None):
            grave = Tombstone(id=f"{SITE}/a/{number}", deleted_at=AT + timedelta(days=2, minutes=self.clock))
            self.graves[number] = (self.clock, grave)

    def forget(self) -> None:
        """What a month does to tombstones: the oldest of those that were published goes."""
        self.clock += 1
        number = self.publication.number if self.publication else 0
        old = [which for which, (clock, _) in self.graves.items() if clock < number]
        if old:
            del self.graves[min(old, key=lambda which: self.graves[which][0])]

    def publish(self) -> Publication:
        self.clock += 1
        shown = [self.entries[number] for number in sorted(self.entries, reverse=True)[:LIMIT]]
        stones = [stone for _, stone in sorted(self.graves.values(), key=lambda pair: -pair[0])]
        self.spoken_of = {one.id for one in self.entries.values()} | {stone.id for stone in stones[:STONES]}
        renderer = FORMATS[self.form]
        pieces = renderer.pieces(
            head(self.clock), [renderer.entry(one) for one in shown], tuple(stones[:STONES])
        )
        last = self.publication
        slices = build_delta_index(
            pieces,
            stones[:STONES],
            number=self.clock,
            all_told=len(stones) <= STONES,
            last=last.slices if last else b"",
            held=base_of(last.number, last.digest) if last else None,
        )
        self.publication = build_publication(
            f"news.{self.form}",
            renderer.media_type,
            pieces.body,
            number=self.clock,
            modified_at=AT,
            slices=slices.pack(),
        )
        return self.publication


def head(number: int) -> Head:
    return Head(
        id="tag:post.example,2024:news",
        title=f"News {number}",
        description="News",
        page_url=f"{SITE}/news",
        self_urls=tuple((form, f"{SITE}/news.{form}") for form in Format),
        updated_at=AT + timedelta(days=3, minutes=number),
        author=Person(name="Desk"),
    )


def read_json(body: bytes) -> tuple[dict[str, str], set[str]]:
    feed = json.loads(body)
    graves = feed.get("_tombstones", {"deleted": []})["deleted"]
    return {item["id"]: item["title"] for item in feed["items"]}, {grave["id"] for grave in graves}


def read_rss(body: bytes) -> tuple[dict[str, str], set[str]]:
    items = etree.fromstring(body).iterfind("channel/item")
    return {str(item.findtext("guid")): str(item.findtext("title")) for item in items}, set()


def read_atom(body: bytes) -> tuple[dict[str, str], set[str]]:
    root = etree.fromstring(body)
    entries = root.iterfind(f"{ATOM}entry")
    told = {str(one.findtext(f"{ATOM}id")): str(one.findtext(f"{ATOM}title")) for one in entries}
    return told, {str(grave.get("ref")) for grave in root.iterfind(GRAVE)}


READ: dict[Format, Callable[[bytes], tuple[dict[str, str], set[str]]]] = {
    Format.JSON: read_json,
    Format.RSS: read_rss,
    Format.ATOM: read_atom,
}


def number_of(id_: str) -> int:
    return int(id_.rpartition("/")[2])


@dataclass
class Client:
    """A reader that keeps what it saw and drops what was taken back.

    Of a format with tombstones it also drops what a whole feed should have and has not.
    """

    form: Format
    has: dict[str, str] = field(default_factory=dict)
    tag: str = ""

    def take(self, body: bytes, *, whole: bool) -> None:
        told, gone = READ[self.form](body)
        oldest = min(map(number_of, told), default=0)
        if whole and self.form is not Format.RSS:
            gone |= {id_ for id_ in self.has if id_ not in told and number_of(id_) >= oldest}
        self.has = {id_: title for id_, title in self.has.items() if id_ not in gone} | told


moves = st.tuples(
    st.sampled_from(["write", "write", "withdraw", "withdraw", "forget"]),
    st.integers(1, 7),
    st.booleans(),
    st.sampled_from([None, None, 0, 1]),
)
"""A change, whether it is published at once, and who polls then."""


@pytest.mark.parametrize("form", list(Format))
@settings(max_examples=400, deadline=None)
@given(story=st.lists(moves, max_size=40))
def test_a_client_that_applies_deltas_has_what_one_that_fetches_everything_has(
    form: Format, story: list[tuple[str, int, bool, int | None]]
) -> None:
    channel = Channel(form)
    sparing, eager = [Client(form) for _ in range(2)], [Client(form) for _ in range(2)]
    for move, number, published, who in story:
        channel.change(move, number)
        if published:
            channel.publish()
        if who is not None and channel.publication is not None:
            poll(channel.publication, sparing[who], eager[who])
            assert told(sparing[who], channel) == told(eager[who], channel)


def told(client: Client, channel: Channel) -> dict[str, str]:
    """What a client has, but for what was taken back so long ago that no document tells of it any more.

    A reader that was away all that time keeps it, however it fetches, until a whole feed happens to show
    both its neighbours (R-TOMB-05).
    """
    return {id_: title for id_, title in client.has.items() if id_ in channel.spoken_of}


def poll(now: Publication, sparing: Client, eager: Client) -> None:
    base = read_etag(sparing.tag)
    slices = unpack(now.slices)
    assert slices is not None
    part = delta(now.body, slices, base) if base else None
    if sparing.tag != now.representations[0].etag:
        if part is None:  # who was away too long begins anew
            sparing.has, eager.has = {}, {}
        sparing.take(now.body if part is None else part, whole=part is None)
    eager.take(now.body, whole=True)
    sparing.tag = now.representations[0].etag


@pytest.mark.parametrize("form", list(Format))
def test_a_delta_has_the_head_of_today_and_only_what_is_new(form: Format) -> None:
    channel = Channel(form)
    for number in (1, 2, 3):
        channel.write(number)
    held = channel.publish()
    channel.write(2)
    channel.write(4)
    now = channel.publish()
    slices = unpack(now.slices)
    assert slices is not None
    part = delta(now.body, slices, base_of(held.number, held.digest))
    assert part is not None
    assert {number_of(id_) for id_ in READ[form](part)[0]} == {2, 4}
    assert f"News {now.number}".encode() in part
    whole = delta(now.body, slices, Base(number=0, digest=""))
    assert whole is None


def test_what_is_taken_back_is_told_but_in_rss_which_needs_the_whole_feed() -> None:
    for form in Format:
        channel = Channel(form)
        channel.write(1)
        channel.write(2)
        held = channel.publish()
        channel.withdraw(1)
        now = channel.publish()
        slices = unpack(now.slices)
        assert slices is not None
        part = delta(now.body, slices, base_of(held.number, held.digest))
        if form is Format.RSS:
            assert part is None
        else:
            assert part is not None
            assert READ[form](part) == ({}, {f"{SITE}/a/1"})


@pytest.mark.parametrize("form", [Format.ATOM, Format.JSON])
def test_a_delta_names_each_of_several_that_were_taken_back(form: Format) -> None:
    channel = Channel(form)
    for number in (1, 2, 3):
        channel.write(number)
    channel.publish()
    channel.withdraw(1)
    held = channel.publish()
    channel.withdraw(2)
    channel.withdraw(3)
    channel.write(4)
    now = channel.publish()
    slices = unpack(now.slices)
    assert slices is not None
    part = delta(now.body, slices, base_of(held.number, held.digest))
    assert part is not None
    told, gone = READ[form](part)
    assert (set(told), gone) == ({f"{SITE}/a/4"}, {f"{SITE}/a/2", f"{SITE}/a/3"})


def test_slices_of_an_earlier_version_are_none() -> None:
    """A publication packed by another version is sent whole until it is published anew."""
    assert unpack(msgspec.msgpack.encode(("what", "stood", "here"))) is None


def test_a_number_with_another_digest_is_no_base() -> None:
    channel = Channel(Format.ATOM)
    channel.write(1)
    held = channel.publish()
    channel.write(2)
    now = channel.publish()
    slices = unpack(now.slices)
    assert slices is not None
    assert delta(now.body, slices, Base(number=held.number, digest="0" * 12)) is None


def test_the_bases_are_bounded() -> None:
    channel = Channel(Format.JSON)
    first = channel.publish()
    for number in range(KNOWN_BASES + 1):
        channel.write(number)
        now = channel.publish()
    slices = unpack(now.slices)
    assert slices is not None
    assert len(slices.bases) == KNOWN_BASES
    assert delta(now.body, slices, base_of(first.number, first.digest)) is None


def test_the_past_of_another_life_is_no_past() -> None:
    channel = Channel(Format.JSON)
    channel.write(1)
    held = channel.publish()
    again = replace(held, number=held.number + 5)
    channel.publication = again
    channel.clock = again.number - 1
    slices = unpack(channel.publish().slices)
    assert slices is not None
    assert slices.bases == ()


@pytest.mark.parametrize(
    ("tag", "base"),
    [
        ('"42-0123456789ab"', Base(number=42, digest="0123456789ab")),
        ('"42-0123456789ab-gz"', Base(number=42, digest="0123456789ab")),
        ('"42-0123456789ab-br"', Base(number=42, digest="0123456789ab")),
        ('"42-0123456789ab-zz"', None),
        ('"0123456789ab"', None),
        ("", None),
        (f'"{"9" * 30}-0123456789ab"', None),
    ],
)
def test_an_etag_names_its_publication(tag: str, base: Base | None) -> None:
    assert read_etag(tag) == base
