import pytest
from msgspec.structs import replace
from sqlalchemy import update

from feeds.model import Alias, Discussion, Record, ReplyTarget, Status, TimeFlag
from feeds.store import Store, archive, ledger, records, revisions, schema
from feeds.store.encoding import decode_record, encode_record, has_same_content, packed, unpacked
from tests.store.samples import NOW_S, adopt, article, at, place
from tests.transactions import change, query


async def ids(store: Store, channel: int, limit: int = 100) -> list[str]:
    keys = [key for key, _ in await query(store, records.window, channel, limit)]
    kept = await query(store, records.load, keys)
    return [kept[key].record.id for key in keys]


async def test_a_batch_is_new_once_and_unchanged_ever_after(store: Store) -> None:
    keys = await adopt(store)
    batch = place(keys, *(article(n) for n in range(700)))
    first = await change(store, revisions.save, batch, NOW_S)
    number = await query(store, ledger.last_number)
    again = await change(store, revisions.save, batch, NOW_S + 60)
    assert (first.new, first.changed, first.unchanged) == (700, 0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 700)
    assert again.dirty == frozenset()
    assert await query(store, ledger.last_number) == number


async def test_a_window_is_newest_first_and_ties_go_by_arrival(store: Store) -> None:
    keys = await adopt(store)
    twins = [article(n, published_at=at(NOW_S - 90)) for n in (5, 7, 6)]
    await change(store, revisions.save, place(keys, article(3), article(1), *twins), NOW_S)
    short = [name[-4:] for name in await ids(store, keys["harbour"], limit=4)]
    assert short == ["0001", "0006", "0007", "0005"]


async def test_the_last_of_several_with_one_id_wins(store: Store) -> None:
    keys = await adopt(store)
    saved = await change(store, revisions.save, place(keys, article(1), article(1, title="Second")), NOW_S)
    kept = await query(
        store, records.load, [key for key, _ in await query(store, records.window, keys["index"], 9)]
    )
    assert saved.new == 1
    assert [one.record.title for one in kept.values()] == ["Second"]


async def test_a_correction_moves_updated_and_keeps_published(store: Store) -> None:
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1)), NOW_S)
    await change(
        store, revisions.save, place(keys, article(1, title="Corrected", published_at=at(NOW_S))), NOW_S + 30
    )
    ((key, number),) = await query(store, records.window, keys["harbour"], 9)
    kept = (await query(store, records.load, [key]))[key]
    assert kept.number == number
    assert kept.published_at == at(NOW_S - 60)
    assert kept.updated_at == at(NOW_S + 30)
    assert [past.record.title for past in await query(store, records.earlier_revisions, key)] == [
        "Ferry 1 arrives"
    ]


async def test_white_space_and_counters_leave_updated_alone(store: Store) -> None:
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1, views=3)), NOW_S)
    spaced = article(1, content_html="<p>On  time.</p>\n", views=4)
    await change(store, revisions.save, place(keys, spaced), NOW_S + 30)
    saved = await change(store, revisions.save, place(keys, replace(spaced, views=5)), NOW_S + 40)
    ((key, _),) = await query(store, records.window, keys["harbour"], 9)
    kept = (await query(store, records.load, [key]))[key]
    assert kept.updated_at == at(NOW_S - 60)
    assert kept.views == 5
    assert saved.unchanged == 1


async def test_a_missing_time_is_filled_once(store: Store) -> None:
    """R-TIME-16."""
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1, published_at=None)), NOW_S)
    await change(
        store, revisions.save, place(keys, article(1, published_at=None, title="Later")), NOW_S + 500
    )
    ((key, _),) = await query(store, records.window, keys["harbour"], 9)
    assert (await query(store, records.load, [key]))[key].published_at == at(NOW_S)


async def test_a_withdrawn_record_leaves_a_tombstone_and_comes_back_without(store: Store) -> None:
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1)), NOW_S)
    gone = article(1, status=Status.WITHDRAWN, modified_at=at(NOW_S + 5))
    saved = await change(store, revisions.save, place(keys, gone), NOW_S + 9)
    assert saved.dirty == frozenset(keys.values())
    assert await ids(store, keys["index"]) == []
    (tombstone,) = await query(store, records.tombstones, keys["index"])
    assert (tombstone.id, tombstone.deleted_at) == ("tag:post.example,2024:0001", at(NOW_S + 5))

    await change(store, revisions.save, place(keys, article(1)), NOW_S + 20)
    ((key, _),) = await query(store, records.window, keys["index"], 9)
    assert await query(store, records.tombstones, keys["index"]) == ()
    assert (await query(store, records.load, [key]))[key].updated_at > tombstone.deleted_at  # R-TOMB-03


async def test_an_embargo_hides_until_its_moment(store: Store) -> None:
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1, release_at=at(NOW_S + 60))), NOW_S)
    assert await ids(store, keys["index"]) == []
    assert await query(store, revisions.next_due_s) == NOW_S + 60
    assert await change(store, revisions.apply_due, NOW_S + 59) == frozenset()
    assert await change(store, revisions.apply_due, NOW_S + 60) == frozenset(keys.values())
    assert await ids(store, keys["index"]) == ["tag:post.example,2024:0001"]
    assert await query(store, revisions.next_due_s) is None


async def test_an_expired_record_goes_with_a_tombstone(store: Store) -> None:
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1, expires_at=at(NOW_S + 60))), NOW_S)
    await change(store, revisions.apply_due, NOW_S + 60)
    (tombstone,) = await query(store, records.tombstones, keys["harbour"])
    assert tombstone.deleted_at == at(NOW_S + 60)


async def test_a_record_that_changes_channels_is_buried_where_it_left(store: Store) -> None:
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1)), NOW_S)
    (moved,) = place({"index": keys["index"]}, article(1))
    await change(store, revisions.save, [moved], NOW_S + 5)
    assert await ids(store, keys["index"]) == ["tag:post.example,2024:0001"]
    assert await ids(store, keys["harbour"]) == []
    assert [tombstone.id for tombstone in await query(store, records.tombstones, keys["harbour"])] == [
        "tag:post.example,2024:0001"
    ]
    assert await query(store, records.tombstones, keys["index"]) == ()


async def test_what_the_clock_will_soon_change_is_known_by_channel(store: Store) -> None:
    keys = await adopt(store)
    await change(
        store,
        revisions.save,
        [
            *place(keys, article(1, release_at=at(NOW_S + 90))),
            *place(keys, article(2, expires_at=at(NOW_S + 40))),
            *place({"harbour": keys["harbour"]}, article(3, release_at=at(NOW_S + 10))),
            *place(keys, article(4, release_at=at(NOW_S + 5000)), article(5)),
        ],
        NOW_S,
    )
    assert await query(store, revisions.due_by_channel, NOW_S + 3600) == {
        "index": NOW_S + 40,
        "harbour": NOW_S + 10,
    }
    assert await query(store, revisions.due_by_channel, NOW_S + 9) == {}


async def test_a_record_of_an_older_store_is_not_revised_when_it_is_read_again(store: Store) -> None:
    """The body of a record from before there were aliases and discussions has neither."""
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1)), NOW_S)
    body = encode_record(article(1)).replace(b',"aliases":[],"discussion":null', b"")
    assert body != encode_record(article(1))
    async with store.write() as tx:
        await tx.execute(update(schema.records).values(body=body))
    saved = await change(store, revisions.save, place(keys, article(1)), NOW_S + 60)
    assert (saved.unchanged, saved.changed) == (1, 0)


async def test_records_stored_as_they_are_and_compressed_ones_are_read_alike(store: Store) -> None:
    """Earlier versions did not compress; what is not new stays as it is, and sizes are those of the JSON."""
    keys = await adopt(store)
    both = [article(number, content_html="<p>On time.</p>" * 99) for number in (1, 2)]
    saved = await change(store, revisions.save, place(keys, *both), NOW_S)
    body = encode_record(both[0])
    async with store.write() as tx:
        former = update(schema.records).where(schema.records.c.key == saved.keys[0])
        await tx.execute(former.values(body=body, size_bytes=None))
    again = await change(store, revisions.save, place(keys, *both), NOW_S + 60)
    assert (again.unchanged, again.changed) == (2, 0)
    assert [one.size_bytes for one in await query(store, archive.filed, keys["harbour"], 9)] == [
        len(body)
    ] * 2
    late = [replace(one, title="Ferry is late") for one in both]
    assert (await change(store, revisions.save, place(keys, *late), NOW_S + 90)).changed == 2
    present = await query(store, records.load, list(saved.keys))
    assert [present[key].record for key in saved.keys] == late
    for key, one in zip(saved.keys, both, strict=True):
        assert [former.record for former in await query(store, records.earlier_revisions, key)] == [one]


@pytest.mark.parametrize("body", [b'{"id":"a"}', encode_record(article(1)) * 20])
def test_a_body_is_compressed_only_where_that_makes_it_smaller(body: bytes) -> None:
    assert unpacked(packed(body)) == body
    assert (packed(body) == body) is (len(body) < 20)


@pytest.mark.parametrize(
    "other",
    [
        article(1, views=5),
        article(1, aliases=(Alias(name="a", origin="b"),)),
        article(1, discussion=Discussion(comments_count=3)),
    ],
)
def test_counters_and_aliases_are_not_content(other: Record) -> None:
    """R-EXT-03."""
    assert has_same_content(decode_record(encode_record(article(1))), other)


@pytest.mark.parametrize(
    "other",
    [
        article(1, discussion=Discussion(comments_feed_url="https://post.example/c")),
        article(1, title="Another title"),
        article(1, published_at=None),
        article(1, time_flags=(TimeFlag.DATE_ONLY,)),
    ],
)
def test_everything_else_is_content(other: Record) -> None:
    assert not has_same_content(decode_record(encode_record(article(1))), other)


async def test_a_count_of_comments_alone_is_stored_without_a_revision(store: Store) -> None:
    """R-EXT-03: no time and no channel changes; the next publication shows the count."""
    keys = await adopt(store)
    first = article(1, discussion=Discussion(comments_count=1))
    await change(store, revisions.save, place(keys, first), NOW_S)
    more = article(1, discussion=Discussion(comments_count=2))
    saved = await change(store, revisions.save, place(keys, more), NOW_S + 60)
    assert (saved.unchanged, saved.dirty) == (1, frozenset())
    ((key, number),) = await query(store, records.window, keys["harbour"], 9)
    assert number == await query(store, ledger.last_number), "rendered again with the next publication"
    assert await query(store, records.earlier_revisions, key) == ()
    kept = (await query(store, records.load, [key]))[key]
    assert kept.record.discussion == Discussion(comments_count=2)
    assert kept.updated_at == at(NOW_S - 60)
    reply = replace(more, discussion=Discussion(in_reply_to=(ReplyTarget(id="urn:x:1"),), comments_count=2))
    saved = await change(store, revisions.save, place(keys, reply), NOW_S + 90)
    assert (saved.changed, saved.dirty) == (1, frozenset(keys.values()))
    assert (await query(store, records.load, [key]))[key].updated_at == at(NOW_S - 60)
