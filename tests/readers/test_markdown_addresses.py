"""Addresses of the pages that static site generators make."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.config import source_kinds
from feeds.readers.markdown import generators
from tests.readers.markdown_files import BASE, Write, records


@pytest.mark.parametrize(
    ("file", "front_matter", "path"),
    [
        ("posts/The Pier.md", "title: A", "/posts/the-pier/"),
        ("News Room/Pier, opened!.md", "title: A", "/news-room/pier-opened/"),
        ("posts/码头 开放.md", "title: A", "/posts/%E7%A0%81%E5%A4%B4-%E5%BC%80%E6%94%BE/"),
        ("posts/a - b.md", "title: A", "/posts/a-b/"),
        ("posts/a.md", "title: A\nslug: The Slug", "/posts/the-slug/"),
        ("blog/a.md", "title: 'The Pier: opened / closed'", "/b/the-pier-opened-closed/"),
        ("blog/a.md", "title: A\nslug: pier", "/b/pier/"),
        ("notes/a.md", "title: The Pier\ndate: 2024-10-22", "/2024/october/22/the-pier/"),
        ("wiki/2024/a.md", "title: The Pier", "/wiki/2024/a"),
    ],
)
async def test_addresses_of_hugo(
    write: Write, tmp_path: Path, file: str, front_matter: str, path: str
) -> None:
    write(file, f"---\n{front_matter}\n---\nx")
    patterns = {
        "blog": "/b/:slug/",
        "notes": "/:year/:monthname/:day/:title/",
        "wiki": "/:sections/:contentbasename",
    }
    options = (("generator", "hugo"), ("permalinks", patterns))
    (record,) = await records(tmp_path, options=options)
    assert record.url == f"{BASE}{path}"


@pytest.mark.parametrize(
    ("file", "front_matter", "path"),
    [
        (
            "_posts/2024-10-22-The Pier.md",
            "categories: [Local News]",
            "/local%20news/2024/10/22/The-Pier.html",
        ),
        ("_posts/2024-10-22-pier_one.md", "slug: Pier & Sea", "/2024/10/22/Pier-&-Sea.html"),
    ],
)
async def test_addresses_of_jekyll(
    write: Write, tmp_path: Path, file: str, front_matter: str, path: str
) -> None:
    write(file, f"---\ntitle: A\n{front_matter}\n---\nx")
    (record,) = await records(tmp_path, options=(("generator", "jekyll"),))
    assert record.url == f"{BASE}{path}"


def test_settings_name_the_generators_whose_rules_are_known() -> None:
    assert set(source_kinds.GENERATORS) == set(generators.GENERATORS)


async def test_addresses_of_eleventy(write: Write, tmp_path: Path) -> None:
    write("blog/pier/pier.md", "# The Pier\nx")
    write("blog/sea/tide.md", "# The Tide\nx")
    found = [record.url for record in await records(tmp_path, options=(("generator", "eleventy"),))]
    assert found == [f"{BASE}/blog/pier/", f"{BASE}/blog/sea/tide/"]


async def test_languages_of_one_article_have_addresses_of_their_own(write: Write, tmp_path: Path) -> None:
    for language in ("en", "de", "zh-hant-tw"):
        write(f"posts/pier.{language}.md", "---\ntitle: Pier\n---\nx")
    found = [record.url for record in await records(tmp_path, language="en-GB")]
    assert found == [f"{BASE}/de/posts/pier/", f"{BASE}/posts/pier/", f"{BASE}/zh-hant-tw/posts/pier/"]


@pytest.mark.parametrize(
    "own", ["", "permalink: /2024/pier/\n", "url: 2024/pier/\n", "url: /blog/2024/pier/\n"]
)
async def test_addresses_are_below_the_path_of_the_site(write: Write, tmp_path: Path, own: str) -> None:
    write("pier.md", f"---\ntitle: Pier\n{own}aliases: [/old/]\n---\nx")
    (record,) = await records(tmp_path, base_url=f"{BASE}/blog/", options=(("permalinks", "2024/:slug/"),))
    assert record.url == f"{BASE}/blog/2024/pier/"
    assert [alias.name for alias in record.aliases] == [f"{BASE}/blog/old/"]


@pytest.mark.parametrize(
    ("generator", "page", "path"),
    [
        ("zola", "blog/2024-10-22-The Pier.md: title: A", "/blog/the-pier/"),
        ("zola", "blog/Café.md: title: A\ndate: 2024-10-22", "/blog/cafe/"),
        ("zola", "a.md: title: A\ndate: 2024-10-22\npath: 2024/10/Pier", "/2024/10/Pier/"),
        ("hexo", "pier.md: title: A\ndate: 2024/1/2 09:07:16", "/2024/01/02/pier/"),
        ("hexo", "_posts/pier.md: title: A\ndate: 2024-01-02", "/2024/01/02/pier/"),
        ("docusaurus", "2024-10-22-pier.md: title: A", "/blog/2024/10/22/pier"),
        ("docusaurus", "2024-10-22-pier/index.md: title: A", "/blog/2024/10/22/pier"),
        ("docusaurus", "2024/10/22/pier.mdx: title: A", "/blog/2024/10/22/pier"),
        ("docusaurus", "2024-10-22-pier.md: title: A\nslug: open", "/blog/open"),
        ("pelican", "Local/a.md: title: The Pier, opened!\ndate: 2024-10-22", "/the-pier-opened.html"),
        ("jekyll", "local/_posts/2024-10-22-pier.md: title: A", "/local/2024/10/22/pier.html"),
        ("hugo", "docs/pier.md: title: A", "/docs/pier/"),
        ("hugo", "content/docs/pier.md: title: A", "/docs/pier/"),
    ],
)
async def test_addresses_of_other_generators(
    write: Write, tmp_path: Path, generator: str, page: str, path: str
) -> None:
    file, _, front_matter = page.partition(": ")
    write(file, f"---\n{front_matter}\n---\nx")
    (record,) = await records(tmp_path, options=(("generator", generator),))
    assert record.url == f"{BASE}{path}"


async def test_a_category_is_in_the_addresses_of_hexo(write: Write, tmp_path: Path) -> None:
    write("a.md", "---\ntitle: A\ncategories: [Local News, Port]\n---\nx")
    write("b.md", "---\ntitle: B\n---\nx")
    options = (("generator", "hexo"), ("permalinks", "/:category/:stem/"))
    found = [record.url for record in await records(tmp_path, options=options)]
    assert found == [f"{BASE}/Local-News/Port/a/", f"{BASE}/uncategorized/b/"]


async def test_a_pattern_with_a_date_gives_no_address_without_one(write: Write, tmp_path: Path) -> None:
    write("a.md", "---\ntitle: A\n---\nx")
    (record,) = await records(tmp_path, options=(("generator", "hexo"),))
    assert record.url is None


@pytest.mark.parametrize("generator", ["pelican", "zola"])
async def test_generators_that_need_a_date_publish_nothing_without(
    write: Write, tmp_path: Path, generator: str
) -> None:
    write("about.md", "---\ntitle: About\n---\nx")
    write("pages/contact.md", "---\ntitle: Contact\ndate: 2024-10-22\n---\nx")
    found = [record.title for record in await records(tmp_path, options=(("generator", generator),))]
    assert found == ([] if generator == "pelican" else ["Contact"])
    everything = (("generator", generator), ("pages", True))
    assert len(await records(tmp_path, options=everything)) == 2


@pytest.mark.parametrize(
    ("file", "front_matter"),
    [("2024/10/22/pier.md", "title: A"), ("pier.md", "title: A\npath: 2024/10/22/pier")],
)
async def test_a_path_can_tell_the_date(write: Write, tmp_path: Path, file: str, front_matter: str) -> None:
    write(file, f"---\n{front_matter}\n---\nx")
    (record,) = await records(tmp_path)
    assert record.published_at == datetime(2024, 10, 21, 16, tzinfo=UTC)


async def test_folders_of_translations(write: Write, tmp_path: Path) -> None:
    write("en/posts/pier.md", "---\ntitle: Pier\n---\n[Tide](tide.md)")
    write("en/posts/tide.md", "---\ntitle: Tide\n---\nx")
    write("de/posts/pier/index.md", "---\ntitle: Die Mole\n---\n[Tide](../tide.md)")
    options = (("generator", "hugo"), ("languages", ("de", "en")))
    found = {record.title: record for record in await records(tmp_path, language="en", options=options)}
    assert found["Pier"].url == f"{BASE}/posts/pier/"
    assert (found["Die Mole"].url, found["Die Mole"].language) == (f"{BASE}/de/posts/pier/", "de")
    assert f"{BASE}/posts/tide/" in (found["Pier"].content_html or "")


async def test_authors_are_known_by_their_keys(write: Write, tmp_path: Path) -> None:
    write("authors.yml", "moor:\n  name: Ada Moor\n  url: https://moor.example/\nbroken: 3\n")
    write("2024-10-22-a.md", "---\ntitle: A\nauthors: [moor, Kim Li]\n---\nx")
    write("2024-10-23-b.md", "---\ntitle: B\nauthor: moor\n---\nx")
    one, two = await records(tmp_path, options=(("generator", "docusaurus"),))
    assert [(person.name, person.url) for person in one.authors] == [
        ("Ada Moor", "https://moor.example/"),
        ("Kim Li", None),
    ]
    assert [person.name for person in two.authors] == ["Ada Moor"]


async def test_a_file_of_authors_that_cannot_be_read_names_none(write: Write, tmp_path: Path) -> None:
    write("authors.yml", "moor: [open\n")
    write("a.md", "---\ntitle: A\nauthors: [moor]\n---\nx")
    (record,) = await records(tmp_path)
    assert [person.name for person in record.authors] == ["moor"]
