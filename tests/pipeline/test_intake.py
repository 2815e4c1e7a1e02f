"""What is stored of readings beside their records, and which channel is published first."""

from datetime import timedelta
from pathlib import Path

from structlog.testing import capture_logs

from feeds.model import Finding, Place, Reading, Scope, Severity
from feeds.store import channels, identity, publications, records
from tests.pipeline.site import ManualClock, article, open_orchestrator, readings
from tests.transactions import change, query

WARNING = Finding(
    code="REC050", name="unusable-field", severity=Severity.WARNING, message="image: not an address"
)


def warned(number: int, *findings: Finding) -> Reading:
    return Reading(place=Place(path="desk.jsonl", line=number), record=article(number), findings=findings)


async def test_warnings_are_stored_with_the_record_and_counted_by_source(tmp_path: Path) -> None:
    """Also those of a record that did not change; they go once a source is read without."""
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        counts = await orchestrator.take("desk", (warned(1, WARNING), warned(2)))
        assert (counts.new, counts.warned) == (2, 1)
        stored = await query(store, identity.by_name, article(1).id)
        assert stored is not None
        assert stored.warnings == (WARNING,)
        assert await query(store, records.count_warnings) == {"desk": 1}
        counts = await orchestrator.take("desk", (warned(1), warned(2, WARNING)))
        assert (counts.unchanged, counts.warned) == (2, 1)
        stored = await query(store, identity.by_name, article(1).id)
        assert stored is not None
        assert stored.warnings == ()
        assert await query(store, records.count_warnings) == {"desk": 1}


async def test_a_push_reports_warnings(tmp_path: Path) -> None:
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, _):
        (result,) = await orchestrator.push("desk", (warned(1, WARNING),), Scope(sources=("desk",)))
        assert (result.outcome, result.findings) == ("new", (WARNING,))


async def test_the_longest_waiting_channel_is_first_however_often_it_changes(tmp_path: Path) -> None:
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        await orchestrator.finish()
        keys = await query(store, channels.keys)
        for path in ("robots", "briefs", "robots"):
            await change(store, channels.republish, keys[path])
        assert [one.path for one in await query(store, channels.dirty_channels)] == ["robots", "briefs"]


async def test_a_clock_that_was_set_back_does_not_stop_publishing(tmp_path: Path) -> None:
    """R-HTTP-09: ``Last-Modified`` increases all the same, and the log says so."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1)))
        await orchestrator.finish()
        before = await query(store, publications.fetch, "news.atom")
        clock.advance(-3_600)
        await orchestrator.take("desk", readings(article(90)))
        with capture_logs() as logs:
            await orchestrator.finish()
        after = await query(store, publications.fetch, "news.atom")
        assert before is not None
        assert after is not None
        assert article(90).id.encode() in after.body
        assert after.modified_at == before.modified_at + timedelta(seconds=1)
        assert "the clock was set back" in {line["event"] for line in logs}


async def test_an_article_that_arrives_expired_leaves_no_tombstone(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        gone = article(1, expires_at=clock.now - timedelta(seconds=1))
        await orchestrator.take("desk", readings(gone, article(2)))
        await orchestrator.finish()
        keys = await query(store, channels.keys)
        assert await query(store, records.tombstones, keys["news"]) == ()
