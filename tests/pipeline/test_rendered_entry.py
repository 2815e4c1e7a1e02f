"""Rendered entries are kept whole for live feeds and packed for archives, within their sizes (R-PERF-02)."""

from dataclasses import replace
from datetime import UTC, datetime

from msgspec import structs

from feeds.model import Entry, Format, Fragment, Person
from feeds.pipeline.fragment_cache import COMMAND_CACHE, CacheSizes
from feeds.pipeline.lru_entries import LruEntries
from feeds.pipeline.rendered_entry import PackedEntry, RenderedEntry
from feeds.render import FORMATS

AT = datetime(2024, 10, 22, 7, 30, tzinfo=UTC)
ENTRY = Entry(
    id="tag:harbour.example,2024:1",
    url="https://harbour.example/1",
    title="The ferry is on time",
    published_at=AT,
    updated_at=AT.replace(hour=9),
    authors=(Person(name="Desk"),),
    content_html="<p>Ärger & Freude am Hafen.</p>" * 40,
    rights="© Harbour Post",
)


def rendered(number: int = 1) -> RenderedEntry:
    entry = replace(ENTRY, id=f"{ENTRY.id}{number}")
    fragments = {form: renderer.entry(entry) for form, renderer in FORMATS.items()}
    return RenderedEntry(entry=entry, fragments=fragments, size_bytes=2_000)


def written(entry: RenderedEntry) -> dict[Format, tuple[bytes, frozenset[str]]]:
    return {form: (one.body, one.prefixes) for form, one in entry.fragments.items()}


def test_a_packed_entry_has_the_bytes_and_the_times_of_the_whole_one() -> None:
    whole = rendered()
    packed = PackedEntry.pack(whole)
    again = packed.unpack()
    assert written(again) == written(whole)
    assert [one.fingerprint for one in again.fragments.values()] == [
        one.fingerprint for one in whole.fragments.values()
    ]
    names = ("id", "url", "published_at", "updated_at")
    assert [getattr(again.entry, name) for name in names] == [getattr(whole.entry, name) for name in names]
    assert again.size_bytes == whole.size_bytes
    assert packed.weight_bytes < whole.weight_bytes / 4


def test_an_entry_without_bytes_is_packed_too() -> None:
    """A format may not express what another does."""
    empty = structs.replace(rendered(), fragments={form: Fragment(body=b"") for form in FORMATS})
    assert written(PackedEntry.pack(empty).unpack()) == written(empty)


def test_the_least_recently_used_entries_make_room() -> None:
    weight_bytes = rendered().weight_bytes
    kept: LruEntries[RenderedEntry] = LruEntries(2 * weight_bytes)
    assert kept.add((1, 1, 0), rendered(1)) == []
    assert kept.has_room(rendered(2))
    assert kept.add((2, 1, 0), rendered(2)) == []
    assert not kept.has_room(rendered(3))
    assert kept.get((1, 1, 0)) is not None
    ((key, _),) = kept.add((3, 1, 0), rendered(3))
    assert key == (2, 1, 0)
    assert kept.get((2, 1, 0)) is None
    kept.limit_bytes = 0
    assert [key for key, _ in kept.add((4, 1, 0), rendered(4))] == [(1, 1, 0), (3, 1, 0), (4, 1, 0)]


def test_an_entry_that_is_added_again_counts_once() -> None:
    weight_bytes = rendered().weight_bytes
    kept: LruEntries[RenderedEntry] = LruEntries(2 * weight_bytes)
    for _ in range(5):
        assert kept.add((1, 1, 0), rendered(1)) == []
    assert kept.add((2, 1, 0), rendered(2)) == []


def test_entries_that_are_dropped_before_they_are_used_are_a_waste() -> None:
    """A site with many more entries than fit packs few of them; it packs all again once they are used."""
    packed = PackedEntry.pack(rendered())
    kept: LruEntries[PackedEntry] = LruEntries(2 * packed.weight_bytes)
    for number in range(2_000):
        kept.add((number, 1, 0), packed)
        assert not kept.is_wasteful
    for number in range(2_000, 20_000):
        kept.add((number, 1, 0), packed)
    assert kept.is_wasteful
    for number in range(20_000, 24_000):
        kept.add((number, 1, 0), packed)
        assert kept.get((number, 1, 0)) is packed
    assert not kept.is_wasteful


def test_the_memory_of_a_service_is_not_exceeded() -> None:
    sizes = CacheSizes.of_service(256 * 2**20)
    assert sizes.whole_bytes + sizes.packed_bytes == 256 * 2**20
    assert sizes.whole_bytes > sizes.packed_bytes
    assert COMMAND_CACHE.whole_bytes < COMMAND_CACHE.packed_bytes
