"""Deltas are correct: a client that applies them has what a client has that fetches whole feeds."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.model import Entry, Format, Head, Person, Publication, PublicationDraft, Tombstone
from feeds.publish import DeltaBase, base_of, build_delta_index, build_publication, delta, read_etag, unpack
from feeds.publish.delta_index import KNOWN_BASES
from feeds.render import FORMATS

AT = datetime(2024, 10, 22, tzinfo=UTC)
SITE = "https://post.example"
LIMIT = 4
LISTED = 3
ATOM = "{http://www.w3.org/2005/Atom}"
DELETED_ENTRY = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def entry(number: int, revision: int = 0) -> Entry:
    return Entry(
        id=f"{SITE}/a/{number}",
        url=f"{SITE}/a/{number}",
        title=f"Ferry {number}, revision {revision}",
        published_at=AT + timedelta(minutes=number),
        updated_at=AT + timedelta(days=1, minutes=revision),
        authors=(Person(name="Desk"),),
        content_html=f"<p>{revision}</p>",
    )


@dataclass
class Channel:
    """A channel with a live window, published on request."""

    form: Format
    clock: int = 0
    entries: dict[int, Entry] = field(default_factory=dict)
    tombstones: dict[int, tuple[int, Tombstone]] = field(default_factory=dict)
    publication: Publication | None = None
    expressed: set[str] = field(default_factory=set)
    """Ids that the publication can express: current entries, and the tombstones that it lists."""

    def change(self, move: str, number: int) -> None:
        if move == "write":
            self.write(number)
        elif move == "withdraw":
            self.withdraw(number)
        else:
            self.forget()

    def write(self, number: int) -> None:
        self.clock += 1
        self.tombstones.pop(number, None)
        self.entries[number] = entry(number, self.clock)

    def withdraw(self, number: int) -> None:
        self.clock += 1
        if self.entries.pop(number, None):
            tombstone = Tombstone(
                id=f"{SITE}/a/{number}", deleted_at=AT + timedelta(days=2, minutes=self.clock)
            )
            self.tombstones[number] = (self.clock, tombstone)

    def forget(self) -> None:
        """Drop the oldest published tombstone, as happens after a month."""
        self.clock += 1
        number = self.publication.number if self.publication else 0
        old = [which for which, (clock, _) in self.tombstones.items() if clock < number]
        if old:
            del self.tombstones[min(old, key=lambda which: self.tombstones[which][0])]

    def publish(self) -> Publication:
        self.clock += 1
        shown = [self.entries[number] for number in sorted(self.entries, reverse=True)[:LIMIT]]
        newest = [one for _, one in sorted(self.tombstones.values(), key=lambda pair: -pair[0])]
        self.expressed = {one.id for one in self.entries.values()} | {one.id for one in newest[:LISTED]}
        renderer = FORMATS[self.form]
        pieces = renderer.pieces(
            head(self.clock), [renderer.entry(one) for one in shown], tuple(newest[:LISTED])
        )
        last = self.publication
        index = build_delta_index(
            pieces,
            newest[:LISTED],
            number=self.clock,
            all_listed=len(newest) <= LISTED,
            previous=base_of(last.number, last.digest) if last else None,
            previous_index=last.delta_index if last else b"",
        )
        draft = PublicationDraft(name=f"news.{self.form}", media_type=renderer.media_type, body=pieces.body)
        self.publication = build_publication(
            draft, number=self.clock, modified_at=AT, delta_index=index.pack()
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
    tombstones = feed.get("_tombstones", {"deleted": []})["deleted"]
    return {item["id"]: item["title"] for item in feed["items"]}, {
        tombstone["id"] for tombstone in tombstones
    }


def read_rss(body: bytes) -> tuple[dict[str, str], set[str]]:
    items = etree.fromstring(body).iterfind("channel/item")
    return {str(item.findtext("guid")): str(item.findtext("title")) for item in items}, set()


def read_atom(body: bytes) -> tuple[dict[str, str], set[str]]:
    root = etree.fromstring(body)
    entries = root.iterfind(f"{ATOM}entry")
    found = {str(one.findtext(f"{ATOM}id")): str(one.findtext(f"{ATOM}title")) for one in entries}
    return found, {str(tombstone.get("ref")) for tombstone in root.iterfind(DELETED_ENTRY)}


READ: dict[Format, Callable[[bytes], tuple[dict[str, str], set[str]]]] = {
    Format.JSON: read_json,
    Format.RSS: read_rss,
    Format.ATOM: read_atom,
}


def number_of(id_: str) -> int:
    return int(id_.rpartition("/")[2])


@dataclass
class Client:
    """A reader that keeps entries and drops withdrawn ones.

    In a format with tombstones it also drops what a whole feed should list and does not.
    """

    form: Format
    has: dict[str, str] = field(default_factory=dict)
    tag: str = ""

    def take(self, body: bytes, *, whole: bool) -> None:
        found, gone = READ[self.form](body)
        oldest = min(map(number_of, found), default=0)
        if whole and self.form is not Format.RSS:
            gone |= {id_ for id_ in self.has if id_ not in found and number_of(id_) >= oldest}
        self.has = {id_: title for id_, title in self.has.items() if id_ not in gone} | found


moves = st.tuples(
    st.sampled_from(["write", "write", "withdraw", "withdraw", "forget"]),
    st.integers(1, 7),
    st.booleans(),
    st.sampled_from([None, None, 0, 1]),
)
"""A change, whether it is published at once, and the client that polls then."""


@pytest.mark.parametrize("form", list(Format))
@settings(max_examples=400, deadline=None)
@given(story=st.lists(moves, max_size=40))
def test_a_client_that_applies_deltas_has_what_one_that_fetches_everything_has(
    form: Format, story: list[tuple[str, int, bool, int | None]]
) -> None:
    channel = Channel(form)
    with_deltas, without_deltas = [Client(form) for _ in range(2)], [Client(form) for _ in range(2)]
    for move, number, published, who in story:
        channel.change(move, number)
        if published:
            channel.publish()
        if who is not None and channel.publication is not None:
            poll(channel.publication, with_deltas[who], without_deltas[who])
            assert comparable(with_deltas[who], channel) == comparable(without_deltas[who], channel)


def comparable(client: Client, channel: Channel) -> dict[str, str]:
    """Return what a client has, without entries withdrawn so long ago that no document lists them any more.

    A reader that was away all that time keeps them, however it fetches, until a whole feed shows both
    neighbours (R-TOMB-05).
    """
    return {id_: title for id_, title in client.has.items() if id_ in channel.expressed}


def poll(now: Publication, with_deltas: Client, without_deltas: Client) -> None:
    digest = read_etag(with_deltas.tag)
    index = unpack(now.delta_index)
    assert index is not None
    base = next((one for one in reversed(index.bases) if one.digest == digest), None)
    part = delta(now.body, index, base) if base else None
    if with_deltas.tag != now.representations[0].etag:
        if part is None:  # a client that was away too long starts again
            with_deltas.has, without_deltas.has = {}, {}
        with_deltas.take(now.body if part is None else part, whole=part is None)
    without_deltas.take(now.body, whole=True)
    with_deltas.tag = now.representations[0].etag


@pytest.mark.parametrize("form", list(Format))
def test_a_delta_has_the_current_head_and_only_new_entries(form: Format) -> None:
    channel = Channel(form)
    for number in (1, 2, 3):
        channel.write(number)
    held = channel.publish()
    channel.write(2)
    channel.write(4)
    now = channel.publish()
    index = unpack(now.delta_index)
    assert index is not None
    part = delta(now.body, index, base_of(held.number, held.digest))
    assert part is not None
    assert {number_of(id_) for id_ in READ[form](part)[0]} == {2, 4}
    assert f"News {now.number}".encode() in part
    whole = delta(now.body, index, DeltaBase(number=0, digest=""))
    assert whole is None


def test_a_delta_lists_withdrawals_except_in_rss_which_needs_the_whole_feed() -> None:
    for form in Format:
        channel = Channel(form)
        channel.write(1)
        channel.write(2)
        held = channel.publish()
        channel.withdraw(1)
        now = channel.publish()
        index = unpack(now.delta_index)
        assert index is not None
        part = delta(now.body, index, base_of(held.number, held.digest))
        if form is Format.RSS:
            assert part is None
        else:
            assert part is not None
            assert READ[form](part) == ({}, {f"{SITE}/a/1"})


@pytest.mark.parametrize("form", [Format.ATOM, Format.JSON])
def test_a_delta_names_each_of_several_withdrawn_entries(form: Format) -> None:
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
    index = unpack(now.delta_index)
    assert index is not None
    part = delta(now.body, index, base_of(held.number, held.digest))
    assert part is not None
    found, gone = READ[form](part)
    assert (set(found), gone) == ({f"{SITE}/a/4"}, {f"{SITE}/a/2", f"{SITE}/a/3"})


def test_an_index_of_another_version_is_none() -> None:
    """A publication with an index of another version is sent whole until it is published again."""
    assert unpack(msgspec.msgpack.encode(("another", "layout", "here"))) is None


def test_a_number_with_another_digest_is_no_base() -> None:
    channel = Channel(Format.ATOM)
    channel.write(1)
    held = channel.publish()
    channel.write(2)
    now = channel.publish()
    index = unpack(now.delta_index)
    assert index is not None
    assert delta(now.body, index, DeltaBase(number=held.number, digest="0" * 12)) is None


def test_the_bases_are_bounded() -> None:
    channel = Channel(Format.JSON)
    first = channel.publish()
    for number in range(KNOWN_BASES + 1):
        channel.write(number)
        now = channel.publish()
    index = unpack(now.delta_index)
    assert index is not None
    assert len(index.bases) == KNOWN_BASES
    assert delta(now.body, index, base_of(first.number, first.digest)) is None


def test_a_previous_publication_with_a_higher_number_is_not_a_base() -> None:
    channel = Channel(Format.JSON)
    channel.write(1)
    held = channel.publish()
    again = replace(held, number=held.number + 5)
    channel.publication = again
    channel.clock = again.number - 1
    index = unpack(channel.publish().delta_index)
    assert index is not None
    assert index.bases == ()


@pytest.mark.parametrize(
    ("tag", "digest"),
    [
        ('"0123456789ab"', "0123456789ab"),
        ('"0123456789ab-gz"', "0123456789ab"),
        ('"0123456789ab-br"', "0123456789ab"),
        ('"0123456789ab-zz"', None),
        ('"42-0123456789ab"', None),
        ("", None),
        (f'"{"9" * 30}"', None),
    ],
)
def test_an_etag_names_its_publication(tag: str, digest: str | None) -> None:
    assert read_etag(tag) == digest
