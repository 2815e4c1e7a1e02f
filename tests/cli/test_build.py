"""``feeds build``: reads first, spares foreign files, writes redirects."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.newsroom import article, feeds, newsroom

pytestmark = pytest.mark.slow


def test_sources_are_read_first(tmp_path: Path) -> None:
    settings, out = newsroom(tmp_path, article(1)), tmp_path / "www"
    empty = feeds(settings, "build", "--out", str(out), "--no-ingest")
    assert "there are no records" in empty.stderr
    assert b"Ferry" not in (out / "news.rss").read_bytes()
    done = feeds(settings, "build", "--out", str(out), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["records"] == 1
    assert b"Ferry 1" in (out / "news.rss").read_bytes()


def test_files_of_others_are_spared(tmp_path: Path) -> None:
    settings, out = newsroom(tmp_path, article(1)), tmp_path / "www"
    out.mkdir()
    (out / "index.html").write_text("mine")
    refused = feeds(settings, "build", "--out", str(out))
    assert refused.returncode == 1
    assert "in the way: index.html" in refused.stderr
    assert [path.name for path in out.iterdir()] == ["index.html"]
    assert feeds(settings, "build", "--out", str(out), "--only", "feeds").returncode == 0
    assert (out / "index.html").read_text() == "mine"
    suffixes = {
        path.name.removesuffix(".gz").removesuffix(".br").rpartition(".")[2] for path in out.iterdir()
    }
    assert suffixes == {"html", "rss", "atom", "json", "feeds-manifest"}
    assert feeds(settings, "build", "--out", str(out), "--force").returncode == 0
    assert (out / "index.html").read_text() != "mine"
    assert feeds(settings, "build", "--out", str(out)).returncode == 0


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    (tmp_path / "www").write_text("a file")
    done = feeds(settings, "build", "--out", str(tmp_path / "www"))
    assert done.returncode == 1
    assert "is not a folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_fresh_builds_are_the_same(tmp_path: Path) -> None:
    """Every file, sitemaps and archives too, and ``feeds validate`` accepts all of them."""
    records = [
        article(n % 28, id=f"tag:post.example,2024:{n}", url=f"https://post.example/{n}") for n in range(120)
    ]
    files = []
    for name in ("one", "two"):
        settings = newsroom(tmp_path / name, *records)
        out = tmp_path / name / "www"
        assert feeds(settings, "build", "--out", str(out)).returncode == 0
        files.append(
            {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        )
    assert [name for name in files[0] if files[0][name] != files[1].get(name)] == []
    assert any("archive" in name for name in files[0])
    checked = feeds(settings, "validate", str(out), "--format", "json")
    assert checked.returncode == 0
    assert [one["path"] for one in json.loads(checked.stdout) if not one["valid"]] == []


def test_redirects_for_other_servers(tmp_path: Path) -> None:
    settings, out = newsroom(tmp_path, article(1)), tmp_path / "www"
    old = '\n[[redirects]]\nfrom = "/blog/feed"\nto = "/news.rss"\n'
    moved = '\n[[channels]]\npath = "old"\nmoved_to = "news"\n'
    settings.write_text(settings.read_text() + moved + old)
    assert feeds(settings, "build", "--out", str(out)).returncode == 0
    netlify = (out / "_redirects").read_text().splitlines()
    assert "/blog/feed https://post.example/news.rss 301" in netlify
    assert "/feed/ https://post.example/index.atom 301" in netlify
    assert "/news/feed/ https://post.example/news.atom 301" in netlify
    assert "/rss https://post.example/index.rss 301" in netlify
    assert "/old.rss https://post.example/news.rss 301" in netlify
    rules = [line.split('"')[1::2] for line in (out / ".htaccess").read_text().splitlines()[1:]]
    assert ["^/blog/feed$", "https://post.example/news.rss"] in rules
    (feed,) = [new for pattern, new in rules if re.match(pattern, "/old/archive/2024-10.atom")]
    assert feed == "https://post.example/news$1"
    assert '"/atom.xml" "https://post.example/index.atom";' in (out / "moved.map").read_text()


def test_a_takedown_works_while_a_source_is_missing(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    assert feeds(settings, "ingest").returncode == 0
    (tmp_path / "records").rename(tmp_path / "unmounted")
    assert feeds(settings, "ingest").returncode == 2
    id_ = "tag:post.example,2024:1"
    for words in (
        ("withdraw", id_, "--reason", "error"),
        ("restore", id_),
        ("record", "show", id_),
        ("status",),
        ("quarantine", "list"),
        ("export",),
        ("build", "--no-ingest", "--out", str(tmp_path / "www")),
    ):
        done = feeds(settings, *words)
        assert done.returncode == 0, done.stderr
        assert "Warning: sources[1](desk).path: 'records' does not exist" in done.stderr
