"""The public API: render a feed from records and validate one, without settings, server or store."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

import feeds
from feeds.library import Channel, Format, Record, Site, Status

ROOT = Path(__file__).parents[1]
SITE = Site(title="Post", url="https://post.example", language="en", timezone="UTC")
NOW = datetime(2024, 10, 22, 12, tzinfo=UTC)


def record(id_: str, day: int = 1, **values: object) -> dict[str, object]:
    known = {"id": id_, "url": f"/{id_}", "title": id_, "content_text": f"About {id_}."}
    return {**known, "date_published": f"2024-10-{day:02}T08:00:00Z", **values}


def ids(*records: Record | dict[str, object], limit: int = 50) -> list[str]:
    channel = Channel(path="news", title="News", limit=limit)
    feed = feeds.render_feed(records, site=SITE, channel=channel, form="json", now=NOW)
    return [item["title"] for item in json.loads(feed.body)["items"]]


@pytest.mark.parametrize("form", list(Format))
def test_a_rendered_feed_is_valid(form: Format) -> None:
    feed = feeds.render_feed([record("a"), record("b", 2)], site=SITE, form=form, now=NOW)
    assert feed.rejected == ()
    assert feed.media_type.startswith("application/")
    assert feeds.validate_feed(feed.body, now=NOW).findings == ()


def test_the_newest_records_are_first_and_ties_fall_to_the_later_one() -> None:
    assert ids(record("a", 1), record("b", 3), record("c", 3), record("d", 2), limit=3) == ["c", "b", "d"]


def test_only_public_records_are_rendered() -> None:
    hidden = (
        record("withheld", status="withheld"),
        record("scheduled", date_release="2024-10-22T13:00:00Z"),
        record("expired", date_expires="2024-10-22T12:00:00Z"),
    )
    assert ids(record("shown"), *hidden) == ["shown"]


def test_of_records_with_one_id_the_last_counts() -> None:
    assert ids(record("a"), {**record("a"), "title": "corrected"}) == ["corrected"]


def test_a_record_without_a_date_has_the_given_time() -> None:
    feed = feeds.render_feed([{"id": "a", "title": "A"}], site=SITE, form="json", now=NOW)
    assert json.loads(feed.body)["items"][0]["date_published"] == "2024-10-22T12:00:00Z"


def test_a_record_that_cannot_be_published_is_returned_with_its_findings() -> None:
    feed = feeds.render_feed([record("a"), {"id": "b"}], site=SITE, now=NOW)
    (rejected,) = feed.rejected
    assert (rejected.place.line, bool(rejected.findings)) == (2, True)


def test_records_as_values_are_rendered_as_they_are() -> None:
    value = Record(id="a", origin="desk", title="A", published_at=NOW)
    assert ids(value, replace(value, id="b", title="B", status=Status.WITHDRAWN)) == ["A"]


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        feeds.render_feed([], site=SITE, now=NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="yaml"):
        feeds.render_feed([], site=SITE, now=NOW, form="yaml")
    with pytest.raises(AttributeError, match="no attribute 'other'"):
        feeds.other  # type: ignore[attr-defined]  # noqa: B018 - the access raises


def test_a_broken_document_has_errors() -> None:
    assert not feeds.validate_feed("<rss").valid


@pytest.mark.slow
def test_importing_the_package_imports_no_library() -> None:
    code = "import feeds, sys; print(sorted(name for name in sys.modules if name.startswith('feeds')))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "['feeds', 'feeds.lazy']"


@pytest.mark.slow
@pytest.mark.parametrize("form", list(Format))
def test_the_example_renders_a_valid_feed(form: Format, tmp_path: Path) -> None:
    render = run("render_a_feed.py", form.value)
    assert render.returncode == 0
    assert "records:3" in render.stderr.decode()
    path = tmp_path / f"feed.{form}"
    path.write_bytes(render.stdout)
    assert run("validate_a_feed.py", str(path)).returncode == 0


@pytest.mark.slow
def test_the_example_reports_what_is_wrong_with_its_feed() -> None:
    found = run("validate_a_feed.py")
    assert found.returncode == 1
    assert b"not valid" in found.stdout


def run(name: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(ROOT / "examples" / name), *arguments]
    return subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
