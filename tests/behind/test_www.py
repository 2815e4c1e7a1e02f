"""``docs/nginx/www.conf``: nginx in front of the files of ``feeds build``."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from feeds.config import load
from feeds.exporters.manifest import MANIFEST
from feeds.model import Publication
from feeds.service import running
from feeds.store import publications
from feeds.validate import check
from tests.behind.nginx import BROTLI, needs_nginx, nginx
from tests.cli.newsroom import article, feeds, newsroom
from tests.server.raw import RawConnection, RawResponse, connection
from tests.transactions import query

pytestmark = [needs_nginx, pytest.mark.slow]
ARTICLES = 12
LEFT = """
[[channels]]
path = "boats"
moved_to = "https://boats.example/feed"
[[channels]]
path = "trains"
gone = true
"""
VALIDATORS = ("ETag", "Last-Modified", "Cache-Control", "Vary")


@dataclass
class Www:
    """A newsroom whose files nginx serves."""

    settings: Path
    folder: Path
    client: RawConnection

    async def ask(self, target: str, *headers: tuple[str, str], method: str = "GET") -> RawResponse:
        return await self.client.ask(target, headers, method=method)

    async def publications(self) -> dict[str, Publication]:
        """All that is published, by address."""
        async with running(load(self.settings)) as service:
            names = await query(service.store, publications.names)
            found = [await query(service.store, publications.fetch, name) for name in names]
        return {f"/{one.name}": one for one in found if one is not None}


def build(settings: Path, files: Path) -> None:
    for words in (("ingest",), ("build", "--out", str(files))):
        done = feeds(settings, *words)
        assert done.returncode == 0, done.stderr


def office(folder: Path, *changed: dict[str, object]) -> Path:
    """A newsroom with an archive; ``changed`` articles take the place of others."""
    places = {one["id"]: one for one in (*map(article, range(ARTICLES)), *changed)}
    settings = newsroom(folder, *places.values())
    text = settings.read_text(encoding="utf-8").replace('title = "News"', 'title = "News"\nlimit = 4')
    settings.write_text(text.replace('language = "en"', 'language = "zh-CN"') + LEFT, encoding="utf-8")
    return settings


@contextmanager
def standing(folder: Path) -> Iterator[tuple[Path, Path, int]]:
    """Build once and serve: the settings, the files, the port."""
    files = folder / "www"
    settings = office(folder)
    build(settings, files)
    replaced = {"/srv/feeds/www": str(files)}
    if BROTLI.exists():
        replaced["# brotli_static on;"] = "brotli_static on;"
    with nginx(folder / "nginx", "www.conf", replaced) as port:
        yield settings, files, port


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, int]]:
    with standing(tmp_path_factory.mktemp("www")) as stands:
        yield stands


@pytest.fixture
async def www(built: tuple[Path, Path, int]) -> AsyncIterator[Www]:
    settings, folder, port = built
    async with connection(port) as client:
        yield Www(settings, folder, client)


async def test_every_publication_is_served_with_its_type_and_bytes(www: Www) -> None:
    """R-HTTP-16, R-HTTP-28, R-HTTP-39: feeds, parts of the archive, pages, outline."""
    publications = await www.publications()
    assert any("/archive/" in target for target in publications)
    for target, publication in publications.items():
        answer = await www.ask(target)
        assert (answer.status, answer.body) == (200, publication.body), target
        assert answer["Content-Type"] == publication.media_type, target
        assert answer["Cache-Control"] == (
            "public, max-age=900, stale-while-revalidate=900, stale-if-error=86400"
        )
        if publication.media_type != "image/png":  # is never compressed
            assert answer["Vary"] == "Accept-Encoding"
        head = await www.ask(target, method="HEAD")
        assert (head.status, head.body, head["Content-Length"]) == (200, b"", answer["Content-Length"])


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip", "gzip"), ("deflate, gzip;q=0.5", "gzip"), ("gzip;q=0", None), ("", None), ("br, gzip", "br")],
)
async def test_the_files_made_beforehand_are_sent(www: Www, accepted: str, coding: str | None) -> None:
    """R-HTTP-24, R-HTTP-28: also through a cache in front, which says ``Via``."""
    if coding == "br" and not BROTLI.exists():
        pytest.skip("nginx has no brotli_static here")
    endings = {None: "", "gzip": ".gz", "br": ".br"}
    if coding == "br" and not (www.folder / "news.atom.br").exists():
        coding = "gzip"  # br is written only where it is smaller
    body = (www.folder / f"news.atom{endings[coding]}").read_bytes()
    for via in ((), (("Via", "1.1 cdn"),)):
        answer = await www.ask("/news.atom", ("Accept-Encoding", accepted), *via)
        assert answer.get("Content-Encoding") == coding
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert answer.body == body
        unchanged = await www.ask(
            "/news.atom", ("Accept-Encoding", accepted), ("If-None-Match", answer["ETag"])
        )
        assert (unchanged.status, unchanged.body) == (304, b"")


async def test_each_coding_has_a_strong_tag_of_its_own(www: Www) -> None:
    """R-HTTP-12, R-HTTP-22: and a 304 carries what the 200 does; the time is that of the publication."""
    published = await www.publications()
    for target in ("/news.atom", "/news.rss", "/news.json", "/news", "/opml.xml"):
        tags = set()
        codings = ("gzip", "identity", *(("br",) if BROTLI.exists() else ()))
        sent = set()
        for coding in codings:
            accept = ("Accept-Encoding", coding)
            answer = await www.ask(target, accept)
            tags.add(answer["ETag"])
            sent.add(answer.get("Content-Encoding"))
            unchanged = await www.ask(target, accept, ("If-None-Match", answer["ETag"]))
            assert unchanged.status == 304
            assert [unchanged.all(name) for name in VALIDATORS] == [answer.all(name) for name in VALIDATORS]
            later = await www.ask(target, accept, ("If-Modified-Since", "Fri, 01 Jan 2038 00:00:00 GMT"))
            assert later.status == 304
        assert len(tags) == len(sent) > 1
        assert not any(tag.startswith("W/") for tag in tags)
    news = published["/news.atom"]
    stated = (await www.ask("/news.atom"))["Last-Modified"]
    assert stated == news.modified_at.strftime("%a, %d %b %Y %H:%M:%S GMT")


async def test_a_correction_and_a_withdrawal_become_visible(tmp_path: Path) -> None:
    """R-HTTP-12: who holds the former ETag is sent the new feed; a build without changes costs a 304."""
    with standing(tmp_path) as (settings, files, port):
        async with connection(port) as client:
            first = await client.ask("/news.atom")
            held = [("If-None-Match", first["ETag"])]
            build(settings, files)
            assert (await client.ask("/news.atom", held)).status == 304
            office(tmp_path, article(11, title="Corrected"), article(10, status="withdrawn"))
            build(settings, files)
            second = await client.ask("/news.atom", held)
    assert second.status == 200
    assert b"Corrected" in second.body
    assert b"Ferry 10" not in second.body
    assert check(second.body).errors == ()


async def test_pages_come_in_the_language_of_the_reader(www: Www) -> None:
    """R-HTTP-28."""
    for target in ("/", "/news"):
        for language, sent in (("en-GB, zh", "en"), ("zh-CN", "zh"), ("fr", "zh"), (None, "zh")):
            headers = (("Accept-Language", language),) if language else ()
            page = await www.ask(target, *headers)
            assert page.status == 200
            assert page["Content-Type"] == "text/html; charset=utf-8"
            assert f'lang="{sent}'.encode() in page.body
            assert page["Content-Security-Policy"] == "frame-ancestors 'none'"
            assert sorted(page.all("Vary")) == ["Accept-Encoding", "Accept-Language"]


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/news.atom?1712345", "/news.atom"),
        ("/news/", "/news"),
        ("/?x", "/"),
        ("/feed", "https://post.example/index.atom"),
        ("/rss.xml", "https://post.example/index.rss"),
        ("/feed.json", "https://post.example/index.json"),
        ("/index", "/"),
        ("/boats.rss", "https://boats.example/feed.rss"),
    ],
)
async def test_other_spellings_lead_to_the_address(www: Www, target: str, location: str) -> None:
    """R-HTTP-35, R-HTTP-42, R-DISC-07."""
    moved = await www.ask(target)
    assert (moved.status, moved["Location"]) == (301, location)


@pytest.mark.parametrize(
    "target", ["/missing.atom", f"/{MANIFEST}", "/news.atom.gz", "/news.rss.br", "/nowhere"]
)
async def test_what_is_no_address_is_not_there_and_not_kept(www: Www, target: str) -> None:
    """R-HTTP-23."""
    answer = await www.ask(target)
    assert (answer.status, answer["Cache-Control"]) == (404, "no-store")


async def test_what_ended_is_gone(www: Www) -> None:
    """R-HTTP-23, R-HTTP-46."""
    answer = await www.ask("/trains.atom")
    assert (answer.status, answer["Cache-Control"]) == (410, "no-store")
    assert (await www.ask("/moved.map")).status == 404
