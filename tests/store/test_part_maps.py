"""The sitemaps of archive parts, as far as they changed, on both databases."""

from datetime import timedelta

from feeds.store import Store, part_maps, publications
from tests.server.samples import T0, publication
from tests.transactions import change, query

LATER = T0 + timedelta(hours=1)


async def test_only_what_changed_since_a_turn_is_read(store: Store) -> None:
    """Published, published again, removed and published once more; nothing else counts."""

    async def publish(part: str, *names: str, later: bool = False) -> None:
        built = [publication(name, modified_at=LATER if later else T0) for name in names]
        await change(store, publications.switch, 1, built, names, part)

    await publish("2024-09", "sitemap-2024-09.xml", "index/archive/2024-09.atom")
    await publish("2024-10", "sitemap-2024-10.xml", "sitemap-x/archive/2024-10.atom")
    await change(store, publications.switch, 1, [publication("sitemap-latest.xml")], ["sitemap-latest.xml"])
    first = await query(store, part_maps.changes_since, 0)
    assert first.modified_at == {"sitemap-2024-09.xml": T0, "sitemap-2024-10.xml": T0}
    assert not first.removed
    assert (await query(store, part_maps.changes_since, first.turn)).turn == first.turn

    await publish("2024-09", "sitemap-2024-09.xml", later=True)
    await publish("2024-10")
    second = await query(store, part_maps.changes_since, first.turn)
    assert second.modified_at == {"sitemap-2024-09.xml": LATER}
    assert second.removed >= {"sitemap-2024-10.xml"}
    assert "sitemap-2024-09.xml" not in second.removed

    await publish("2024-10", "sitemap-2024-10.xml", later=True)
    third = await query(store, part_maps.changes_since, second.turn)
    assert third.modified_at == {"sitemap-2024-10.xml": LATER}
    assert not third.removed
