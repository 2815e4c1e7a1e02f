"""Markdown folders of Hugo, Jekyll, Eleventy, Astro and Obsidian."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.config import source_kinds
from feeds.model import Reading, Record
from feeds.readers.markdown import page_address
from feeds.readers.markdown.body import markdown_html
from feeds.readers.markdown.front_matter import FrontMatterError, split_front_matter
from tests.readers.conftest import a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]
BASE = "https://blog.example"


async def readings(folder: Path, **settings: object) -> list[Reading]:
    source = a_source("markdown", paths=(str(folder),), **{"base_url": BASE, **settings})
    return await all_of(reader_of(source))


async def records(folder: Path, **settings: object) -> list[Record]:
    return [one.record for one in await readings(folder, **settings) if one.record]


async def test_a_hugo_page_comes_out_whole(write: Write, tmp_path: Path) -> None:
    write(
        "content/posts/pier.md",
        "---\ntitle: 'Pier: open again'\ndate: 2024-10-22 09:07:16 +0800\nlastmod: 2024-10-23\n"
        "tags: [harbour, works]\ncategories: Local\nauthor: Marta Quill\nlang: no\n"
        "description: Two lines\n  of summary\ncover:\n  image: img/pier.jpg\naliases: [/old/pier/]\n---\n"
        "The *pier* is open.\n",
    )
    (record,) = await records(tmp_path)
    assert record.title == "Pier: open again"
    assert record.url == f"{BASE}/posts/pier/"
    assert record.published_at == datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)
    assert record.language == "no"
    assert [person.name for person in record.authors] == ["Marta Quill"]
    assert [tag.term for tag in record.tags] == ["harbour", "works", "Local"]
    assert record.summary == "Two lines of summary"
    assert record.image == f"{BASE}/posts/pier/img/pier.jpg"
    assert [alias.name for alias in record.aliases] == [f"{BASE}/old/pier/"]
    assert "<em>pier</em>" in (record.content_html or "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\ndraft: true\n---\nx"),
        ("a.md", "+++\ndraft = true\n+++\nx"),
        ("a.md", '{"draft": true}\nx'),
        ("a.md", "---\npublished: false\n---\nx"),
        ("a.md", "---\npublish: no\n---\nx"),
        ("a.md", "---\npermalink: false\n---\nx"),
        ("a.md", "---\nheadless: true\n---\nx"),
        ("a.md", "---\nbuild:\n  render: never\n---\nx"),
        ("a.md", "---\neleventyExcludeFromCollections: true\n---\nx"),
        ("_drafts/a.md", "# Draft\nx"),
        ("posts/_index.md", "# Section\nx"),
        ("README.md", "# About\nx"),
    ],
)
async def test_what_the_generator_holds_back_is_not_read(
    write: Write, tmp_path: Path, name: str, text: str
) -> None:
    write(name, text)
    assert await readings(tmp_path) == []


async def test_a_release_and_an_expiry_are_kept(write: Write, tmp_path: Path) -> None:
    write("a.md", "---\ntitle: A\ndate: 2024-10-01\npublishDate: 2024-12-01\nexpiryDate: 2025-01-01\n---\nx")
    (record,) = await records(tmp_path)
    assert record.release_at == datetime(2024, 11, 30, 16, tzinfo=UTC)
    assert record.expires_at == datetime(2024, 12, 31, 16, tzinfo=UTC)


async def test_a_jekyll_name_gives_date_and_address(write: Write, tmp_path: Path) -> None:
    write("_posts/2024-10-22-the-pier.md", "---\ntitle: Pier\ncategories: [local]\n---\nx")
    (record,) = await records(
        tmp_path, options=(("permalinks", "/:categories/:year/:month/:day/:title.html"),)
    )
    assert record.url == f"{BASE}/local/2024/10/22/the-pier.html"
    assert record.published_at == datetime(2024, 10, 21, 16, tzinfo=UTC)


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
    assert set(source_kinds.GENERATORS) == set(page_address.GENERATORS)


async def test_addresses_of_eleventy(write: Write, tmp_path: Path) -> None:
    write("blog/pier/pier.md", "# The Pier\nx")
    write("blog/sea/tide.md", "# The Tide\nx")
    found = [record.url for record in await records(tmp_path, options=(("generator", "eleventy"),))]
    assert found == [f"{BASE}/blog/pier/", f"{BASE}/blog/sea/tide/"]


async def test_a_shortcode_in_comment_signs_is_shown(write: Write, tmp_path: Path) -> None:
    write("a.md", 'Use `{{</* figure src="a.png" */>}}` or\n\n```\n{{%/* note */%}}\n```\n')
    (record,) = await records(tmp_path)
    assert '{{&lt; figure src="a.png" &gt;}}' in (record.content_html or "").replace("&quot;", '"')
    assert "{{% note %}}" in (record.content_html or "")


async def test_a_page_bundle_has_the_name_of_its_folder(write: Write, tmp_path: Path) -> None:
    write("content/posts/pier/index.de.md", "---\ntitle: Die Mole\n---\nx")
    (record,) = await records(tmp_path, language="de")
    assert (record.url, record.language) == (f"{BASE}/posts/pier/", "de")


async def test_without_a_base_a_page_has_an_id_of_its_own(write: Write, tmp_path: Path) -> None:
    write("notes/pier.md", "# The pier\n\nOpen.\n")
    (record,) = await records(tmp_path, base_url=None)
    assert record.url is None
    assert "pier" in record.id
    assert (record.title, "Open" in (record.content_html or "")) == ("The pier", True)
    assert "The pier" not in (record.content_html or "")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: [open\nx: 1\n---\nbody", 3),
        ("+++\ntitle = open\n+++\nbody", 2),
        ("---json\n{\n  bad\n}\n---\nbody", 3),
        ("---\n- a\n- list\n---\nbody", 1),
    ],
)
def test_a_fault_of_the_front_matter_names_its_line(text: str, line: int) -> None:
    with pytest.raises(FrontMatterError) as caught:
        split_front_matter(text)
    assert caught.value.line == line


async def test_a_fault_holds_its_file_and_no_other(write: Write, tmp_path: Path) -> None:
    write("a.md", "---\ntitle: [open\n---\nx")
    write("b.md", "---\ntitle: B\n---\nx")
    found = await readings(tmp_path)
    assert [reading.accepted for reading in found] == [False, True]
    assert found[0].place.line is not None


def test_aliases_of_yaml_cannot_grow_without_end() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9))
    with pytest.raises(FrontMatterError, match="too many"):
        split_front_matter(f"---\nl0: &l0 [x, x]\n{levels}\n---\nbody")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "<td>2</td>"),
        ("Text[^1].\n\n[^1]: The note.\n", "The note."),
        ("- [x] done\n", 'type="checkbox"'),
        ('{{< figure src="/a.jpg" caption="Pier" >}}', '<img src="/a.jpg"'),
        ("{{< youtube abc123 >}}", "https://www.youtube.com/watch?v=abc123"),
        ("{{% notice %}}Kept{{% /notice %}}", "Kept"),
        ("```\n{{< kept >}}\n```\n", "{{&lt; kept &gt;}}"),
        ("[Home]({{ site.baseurl }}/home)", 'href="/home"'),
        ("{% raw %}Kept{% endraw %}", "Kept"),
        ("See [[Harbour/Pier|the pier]] ![[pier.png]]", "See the pier <img"),
        ("> [!note] Mind\n> the gap\n", "<strong>Mind</strong>"),
        ("import A from 'a'\n\nText\n", "<p>Text</p>"),
    ],
)
def test_the_dialects_of_markdown(markdown: str, html: str) -> None:
    assert html in markdown_html(markdown)
    assert "{{<" not in markdown_html(markdown)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("posts/_index.de.md", "---\ntitle: Beiträge\n---\nx"),
        ("posts/_index.zh-hant-tw.md", "x"),
        (".trash/a.md", "# Gone\nx"),
        ("a.md", "---\nDraft: true\n---\nx"),
        ("a.md", "---\nprivate: true\n---\nx"),
        ("a.md", "---\nunlisted: true\n---\nx"),
        ("a.md", "---\npassword: hedgehog\n---\nx"),
        ("a.md", "---\nstatus: draft\n---\nx"),
        ("a.md", "---\nvisibility: members\n---\nx"),
        ("a.md", "---\nbuild:\n  list: never\n---\nx"),
        ("a.md", "---js\nconst title = 'A';\nconst draft = true;\n---\nx"),
        ("a.md", "Title: A\nDate: 2024-10-22\nStatus: draft\n\nx"),
    ],
)
async def test_every_way_to_hold_a_file_back_is_known(
    write: Write, tmp_path: Path, name: str, text: str
) -> None:
    write(name, text)
    assert await readings(tmp_path) == []


@pytest.mark.parametrize(
    "fields",
    [
        "layout: page\ndate: 2024-10-22",
        "type: page",
        "layout: search",
        "menu: {main: {weight: 3}}\ndate: 2024-10-22",
    ],
)
async def test_pages_are_read_only_if_the_settings_say_so(write: Write, tmp_path: Path, fields: str) -> None:
    write("about.md", f"---\ntitle: About\n{fields}\n---\nx")
    assert await readings(tmp_path) == []
    assert len(await records(tmp_path, options=(("pages", True),))) == 1


@pytest.mark.parametrize("fields", ["layout: post", "menu: main", "tags: [a]"])
async def test_articles_are_no_pages(write: Write, tmp_path: Path, fields: str) -> None:
    write("posts/a.md", f"---\ntitle: A\n{fields}\n---\nx")
    assert len(await records(tmp_path)) == 1


async def test_front_matter_in_an_unknown_language_is_quarantined(write: Write, tmp_path: Path) -> None:
    write("a.md", "---coffee\ndraft: true\n---\nx")
    write("b.md", "---js\nconst draft = process.env.DRAFT;\n---\nx")
    write("c.md", "---js\n{ draft: true }\n---\nx")
    assert [reading.record for reading in await readings(tmp_path)] == [None] * 3


async def test_front_matter_of_declarations_is_read(write: Write, tmp_path: Path) -> None:
    write(
        "a.md", '---js\nconst title = \'Pier\';\nconst tags = ["a", "b"];\nconst date = `2024-10-22`\n---\nx'
    )
    (record,) = await records(tmp_path)
    assert (record.title, [tag.term for tag in record.tags]) == ("Pier", ["a", "b"])
    assert record.published_at == datetime(2024, 10, 21, 16, tzinfo=UTC)


async def test_metadata_without_fences_is_read(write: Write, tmp_path: Path) -> None:
    write("a.md", "Title: Pier\nDate: 2024-10-22\nTags: a, b\n\nThe *pier*.")
    write("b.md", "Title: only a sentence\nthat goes on.\n")
    one, two = await records(tmp_path)
    assert (one.title, (one.content_html or "").strip()) == ("Pier", "<p>The <em>pier</em>.</p>")
    assert "only a sentence" in (two.content_html or "")


async def test_notes_keep_the_names_of_their_files(write: Write, tmp_path: Path) -> None:
    for name in ("Buy Less.md", "Sci-fi.md", "2024-10-22.md", "the-old-pier.md"):
        write(name, "x")
    found = {record.title: record.published_at for record in await records(tmp_path)}
    assert set(found) == {"Buy Less", "Sci-fi", "2024-10-22", "The old pier"}
    assert found["2024-10-22"] == datetime(2024, 10, 21, 16, tzinfo=UTC)


async def test_wiki_links_in_fields_become_their_text(write: Write, tmp_path: Path) -> None:
    write(
        "a.md",
        '---\ntags: ["[[People/Kim Li|Kim]]", [[Places]]]\nauthor: ["[[Ada Moor]]"]\n'
        "published: 2024-10-22\n---\nx",
    )
    (record,) = await records(tmp_path)
    assert [tag.term for tag in record.tags] == ["Kim", "Places"]
    assert [person.name for person in record.authors] == ["Ada Moor"]
    assert record.published_at == datetime(2024, 10, 21, 16, tzinfo=UTC)


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


@pytest.mark.parametrize("number", ["9" * 5_000, "0x" + "f" * 5_000, "0b" + "1" * 20_000, "inf", "1e999"])
@pytest.mark.parametrize("frame", ["---\n{}\n---\n", "+++\n{}\n+++\n", ";;;\n{{{}}}\n;;;\n", "{{{}}}\n"])
async def test_numbers_of_any_size_end_no_file(write: Write, tmp_path: Path, frame: str, number: str) -> None:
    """Python refuses to write or read decimals of more than 4,300 digits, with an error of its own."""
    for name in ("title", "id", "views", "date", "weight"):
        named = {"-": f"{name}: {number}", "+": f"{name} = {number}"}.get(frame[0], f'"{name}": {number}')
        write(f"content/{name}.md", frame.format(named) + "The pier is open.\n")
    found = await readings(tmp_path)
    assert len(found) == 5
    assert all("failed" not in finding.message for one in found for finding in one.findings)
