"""Markdown folders of Hugo, Jekyll, Eleventy, Astro and Obsidian."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import Reading, Record
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


async def test_a_page_bundle_has_the_name_of_its_folder(write: Write, tmp_path: Path) -> None:
    write("content/posts/pier/index.de.md", "---\ntitle: Die Mole\n---\nx")
    (record,) = await records(tmp_path)
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
