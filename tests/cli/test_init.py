"""``feeds init``: new settings, and settings that continue an existing feed."""

import asyncio
import json
import sqlite3
import threading
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import feedparser
import pytest
from aiohttp import web
from typer.testing import CliRunner

from feeds.cli.app import app
from feeds.config import load
from tests.cli.newsroom import feeds

run = CliRunner().invoke
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>tag:pier.example,2019:feed</id><title>Pier &amp; Harbour "Notes"</title><subtitle>Tides</subtitle>
<updated>2026-05-02T10:00:00Z</updated><link href="https://pier.example/"/>
<link rel="self" href="https://pier.example/blog/feed.xml"/>
<entry><id>tag:pier.example,2019:one</id><title>One</title><updated>2026-05-02T10:00:00Z</updated>
<link href="https://pier.example/one"/><author><name>Ada</name></author><content>Text</content></entry>
</feed>"""


def built(folder: Path) -> Path:
    done = feeds(folder / "feeds.toml", "build", "--out", str(folder / "www"))
    assert done.returncode == 0, done.stderr
    return folder / "www"


def test_new_settings_build_at_once(tmp_path: Path) -> None:
    assert run(app, ["init", str(tmp_path)]).exit_code == 0
    settings = load(tmp_path / "feeds.toml")
    assert settings.warnings == ()
    first, *_ = (tmp_path / "feeds.toml").read_text().splitlines()
    assert first == "#:schema ./feeds.schema.json"
    assert json.loads((tmp_path / "feeds.schema.json").read_text())["title"] == "feeds.toml"
    www = built(tmp_path)
    assert len(feedparser.parse((www / "news.rss").read_bytes()).entries) == 3
    assert run(app, ["validate", "--strict", str(www)]).exit_code == 0


def test_no_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text("mine")
    again = run(app, ["init", str(tmp_path)])
    assert again.exit_code != 0
    assert "exists already" in str(again.exception)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feeds.toml"]


def test_a_feed_in_a_file_is_continued(tmp_path: Path) -> None:
    (tmp_path / "old.atom").write_text(ATOM, encoding="utf-8")
    assert run(app, ["init", str(tmp_path), "--from", str(tmp_path / "old.atom")]).exit_code == 0
    raw = tomllib.loads((tmp_path / "feeds.toml").read_text(encoding="utf-8"))
    assert raw["sources"][0]["path"] == "old.atom"
    assert raw["redirects"] == [{"from": "/blog/feed.xml", "to": "/index.atom"}]
    settings = load(tmp_path / "feeds.toml")
    index = settings.channels[0]
    assert settings.site.url == "https://pier.example"
    assert (index.path, index.title, index.id) == (
        "index",
        'Pier & Harbour "Notes"',
        "tag:pier.example,2019:feed",
    )
    feed = feedparser.parse((built(tmp_path) / "index.atom").read_bytes())
    assert feed.feed.id == "tag:pier.example,2019:feed"
    assert [entry.id for entry in feed.entries] == ["tag:pier.example,2019:one"]


def test_a_wordpress_export_is_continued_as_one(tmp_path: Path) -> None:
    item = (
        "<item><title>Pier</title><link>https://pier.example/1/</link><guid>https://pier.example/?p=1</guid>"
        "<content:encoded>Open</content:encoded><wp:status>{}</wp:status></item>"
    )
    (tmp_path / "export.xml").write_text(
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Pier</title>'
        f"<link>https://pier.example</link>{item.format('publish')}{item.format('draft')}</channel></rss>",
        encoding="utf-8",
    )
    assert run(app, ["init", str(tmp_path), "--from", str(tmp_path / "export.xml")]).exit_code == 0
    raw = tomllib.loads((tmp_path / "feeds.toml").read_text(encoding="utf-8"))
    assert (raw["sources"][0]["kind"], raw["sources"][0]["path"]) == ("wordpress", "export.xml")
    feed = feedparser.parse((built(tmp_path) / "index.atom").read_bytes())
    assert [entry.id for entry in feed.entries] == ["https://pier.example/?p=1"]


@contextmanager
def served(text: str) -> Iterator[str]:
    """A server in a thread that answers every request with a text."""
    loop, started = asyncio.new_event_loop(), threading.Event()
    port = 0

    async def start() -> None:
        nonlocal port

        async def answer(_: web.Request) -> web.Response:
            return web.Response(text=text, content_type="application/xml")

        application = web.Application()
        application.router.add_get("/{path:.*}", answer)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        started.set()
        await stop.wait()
        await runner.cleanup()

    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(start(),))
    thread.start()
    started.wait()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def test_a_feed_at_an_address_is_continued(tmp_path: Path) -> None:
    with served(ATOM) as base:
        refused = run(app, ["init", str(tmp_path), "--from", f"{base}/feed/"])
        assert "--allow-private" in str(refused.exception)
        assert list(tmp_path.iterdir()) == []
        allowed = run(app, ["init", str(tmp_path), "--from", f"{base}/feed/", "--allow-private"])
        assert allowed.exit_code == 0
    raw = tomllib.loads((tmp_path / "feeds.toml").read_text(encoding="utf-8"))
    assert raw["sources"][0]["url"] == f"{base}/feed/"
    assert raw["sources"][0]["allow_hosts"] == ["127.0.0.1"]
    assert raw["redirects"] == [{"from": "/feed/", "to": "/index.atom"}]


def test_an_api_at_an_address_becomes_a_source(tmp_path: Path) -> None:
    with served('{"items": [{"id": "1", "headline": "Pier", "body": "<p>Open.</p>"}]}') as url:
        done = run(app, ["init", str(tmp_path), "--from", url, "--allow-private"])
    assert (done.exit_code, done.exception) == (0, None)
    assert "records in JSON" in done.stderr
    (source,) = load(tmp_path / "feeds.toml").sources
    assert (source.kind, source.urls) == ("json", (url,))
    assert dict(source.fields) == {"title": "headline", "content_html": "body"}


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><p>No feed</p></html>")
    done = run(app, ["init", str(tmp_path), "--from", str(tmp_path / "page.html")])
    assert "no records were recognised" in str(done.exception)


def test_the_folder_of_a_hugo_site_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").write_text(
        'baseURL = "https://pier.example/blog/"\ntitle = "Pier"\nlanguageCode = "en-gb"\n'
        '[permalinks]\nposts = "/p/:slug/"\n"/" = "/:year/:slug/"\n',
        encoding="utf-8",
    )
    (tmp_path / "content/posts").mkdir(parents=True)
    (tmp_path / "content/News").mkdir()
    (tmp_path / "content/posts/1.md").write_text("---\ntitle: One\ndate: 2024-10-22\n---\nx")
    (tmp_path / "content/News/2.md").write_text("---\ntitle: Second of Two\ndate: 2024-10-21\n---\nx")
    (tmp_path / "content/posts/two.md").write_text("---\ntitle: Two\ndraft: true\n---\nx")
    done = run(app, ["init", str(tmp_path)])
    assert done.exit_code == 0
    assert "a Hugo site" in done.stderr
    settings = load(tmp_path / "feeds.toml")
    assert (settings.site.url, settings.site.title) == ("https://pier.example", "Pier")
    feed = feedparser.parse((built(tmp_path) / "news.atom").read_bytes())
    assert [entry.link for entry in feed.entries] == [
        "https://pier.example/blog/p/one/",
        "https://pier.example/blog/2024/second-of-two/",
    ]
    assert not (tmp_path / "records").exists()


def test_the_folder_of_an_eleventy_site_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "eleventy.config.js").write_text("export default function () {}\n")
    (tmp_path / "content/blog").mkdir(parents=True)
    (tmp_path / "content/blog/pier.md").write_text("---\ntitle: Pier\ndate: 2024-10-22\n---\nx")
    done = run(app, ["init", str(tmp_path)])
    assert "an Eleventy site" in done.stderr
    (source,) = load(tmp_path / "feeds.toml").sources
    assert dict(source.options) == {"generator": "eleventy"}


def test_the_folder_of_a_jekyll_site_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(
        "title: Pier\nurl: https://pier.example\nbaseurl: /blog\npermalink: pretty\ntimezone: Europe/Berlin\n"
    )
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts/2024-10-22-one.md").write_text("---\ntitle: One\ncategories: [sea]\n---\nx")
    assert run(app, ["init", str(tmp_path)]).exit_code == 0
    feed = feedparser.parse((built(tmp_path) / "news.atom").read_bytes())
    assert [entry.link for entry in feed.entries] == ["https://pier.example/blog/sea/2024/10/22/one/"]
    assert feed.entries[0].published == "2024-10-21T22:00:00Z"


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.csv", "id,title\n1,One\n", "csv"),
        ("a.json", '[{"id": "1", "title": "One"}]', "json"),
        ("a.txt", '{"id": "1", "title": "One"}\n{"id": "2", "title": "Two"}\n', "jsonl"),
        ("a.json", '{"db": [{"data": {"posts": [], "users": []}}]}', "ghost"),
        ("a.opml", "<opml version='2.0'><body/></opml>", "opml"),
        ("notes/a.md", "# One\nx", "markdown"),
    ],
)
def test_records_of_other_kinds_are_recognised(tmp_path: Path, name: str, text: str, kind: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    place = path.parent if kind == "markdown" else path
    done = run(app, ["init", str(tmp_path / "site"), "--from", str(place)])
    assert done.exit_code == 0, done.exception
    (source,) = load(tmp_path / "site/feeds.toml").sources
    assert source.kind == kind


def test_what_holds_no_records_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00\x01")
    done = run(app, ["init", str(tmp_path / "site"), "--from", str(tmp_path / "a.bin")])
    assert "no records were recognised" in str(done.exception)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("1.json", '{"uri": "urn:a:1", "pubstatus": "usable", "headline": "Ferry"}', "ninjs"),
        ("1.xml", "<nitf><body/></nitf>", "nitf"),
        ("1.xml", '<newsItem guid="urn:a:1"/>', "newsml"),
        ("a.csv", "id,title\n1,Ferry\n", "csv"),
    ],
)
def test_a_folder_of_records_is_recognised(tmp_path: Path, name: str, text: str, kind: str) -> None:
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / name).write_text(text, encoding="utf-8")
    done = run(app, ["init", str(tmp_path), "--from", str(tmp_path / "incoming")])
    assert (done.exit_code, done.exception) == (0, None)
    (source,) = load(tmp_path / "feeds.toml").sources
    assert source.kind == kind


def test_a_database_becomes_a_source(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "cms.db")) as connection:
        connection.execute("CREATE TABLE users (id, name)")
        connection.execute("CREATE TABLE articles (id, headline, body, state, published)")
        rows = [("1", "Ferry", "<p>Late.</p>", "live"), ("2", "Plan", "<p>No.</p>", "draft")]
        connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, '2024-10-22 09:00:00')", rows)
        connection.commit()
    done = run(app, ["init", str(tmp_path), "--from", "sqlite:///cms.db"])
    assert (done.exit_code, done.exception) == (0, None)
    settings = (tmp_path / "feeds.toml").read_text()
    assert "sqlite:" not in settings.partition("[[sources]]")[2]
    assert "#   users: id, name" in settings
    assert (tmp_path / "database.url").stat().st_mode & 0o777 == 0o600
    (source,) = load(tmp_path / "feeds.toml").sources
    assert dict(source.options)["table"] == "articles"
    assert dict(source.fields) == {
        "title": "headline",
        "content_html": "body",
        "date_published": "published",
        "status": "state",
    }
    feed = feedparser.parse((built(tmp_path) / "news.rss").read_bytes())
    assert [entry.title for entry in feed.entries] == ["Ferry"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("sqlite:///nowhere.db", "there is no such database"),
        ("mysql://h/x", "tables of this database cannot be listed"),
        ("ftp://h/x", "tables of this database cannot be listed"),
        ("postgresql://a:secret@127.0.0.1:1/x", "the database refused"),
    ],
)
def test_a_database_that_cannot_be_read_is_reported(tmp_path: Path, address: str, message: str) -> None:
    done = run(app, ["init", str(tmp_path), "--from", address])
    assert message in str(done.exception)
    assert "secret" not in str(done.exception)
    assert list(tmp_path.iterdir()) == []
