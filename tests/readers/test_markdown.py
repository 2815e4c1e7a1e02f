"""Markdown folders: front matter, what is held back, and the fields of records."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.readers.markdown.front_matter import FrontMatterError, split_front_matter
from tests.readers.markdown_files import BASE, Write, readings, records


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
