"""An export read into an empty store gives the same feeds."""

from pathlib import Path

import pytest

from tests.cli.newsroom import article, feeds, newsroom

pytestmark = pytest.mark.slow


def built(settings: Path, out: Path) -> dict[str, bytes]:
    done = feeds(settings, "build", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return {
        path.name: path.read_bytes() for path in out.iterdir() if path.suffix in {".rss", ".atom", ".json"}
    }


def test_an_export_read_back_gives_the_same_bytes(tmp_path: Path) -> None:
    settings = newsroom(
        tmp_path / "old",
        article(1, source={"name": "Wire", "feed_url": "https://wire.example/all.xml", "feed_title": "Wire"}),
        article(2, date_published=None, content_html=None, content_text="No time given."),
        article(3, status="withdrawn", date_modified="2024-10-23 10:00:00"),
        article(4, status="withheld"),
        article(5, date_expires="2024-10-24 10:00:00", tags=["a", "b"], views=9),
        article(6, contributors=[{"name": "Ines", "role": "editor"}], correction="The hour was wrong."),
    )
    feeds(settings, "ingest")
    withdrawn = feeds(settings, "withdraw", "tag:post.example,2024:6", "--reason", "a test")
    assert withdrawn.returncode == 0
    assert "Caches may show it for 120 minutes more" in withdrawn.stderr  # R-TOMB-08
    before = built(settings, tmp_path / "before")
    copy = tmp_path / "copy.jsonl"
    done = feeds(settings, "export", "--out", str(copy))
    assert done.returncode == 0, done.stderr
    assert len(copy.read_text().splitlines()) == 6

    restored = newsroom(tmp_path / "new")
    restored.write_text(restored.read_text().replace('path = "records"', f'path = "{copy}"'))
    assert feeds(restored, "ingest").returncode == 0
    assert built(restored, tmp_path / "after") == before
    assert feeds(restored, "export").stdout == copy.read_text()
