"""What all formats have in common: joining, determinism, what readers take from them."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import RenderError
from feeds.model import Document, Entry, Format
from feeds.render import FORMATS, atom_id, entries_document, render
from feeds.render.xmltext import is_legal
from feeds.text.characters import clean_text
from tests.render.reading import document_tree, elements, text, tree
from tests.render.samples import AT, BARE, DOCUMENT, FULL, HEAD

FORMS = list(Format)
ANY_TEXT = st.text(st.characters(codec=None, categories=None))
SLY = st.sampled_from(
    ["]]></content><entry>", "&#0;", "<!DOCTYPE x>", "<?x?>", "\r\n", "&amp;lt;", '"', "{{x}}"]
)


def title_of(body: bytes, form: Format) -> str:
    if form is Format.JSON:
        title = json.loads(body)["items"][0]["title"]
        assert isinstance(title, str)
        return title
    return text(tree(body), "atom:entry/atom:title" if form is Format.ATOM else "channel/item/title")


@pytest.mark.parametrize("form", FORMS)
def test_fragments_join_to_the_whole(form: Format) -> None:
    renderer = FORMATS[form]
    fragments = [renderer.entry(entry) for entry in DOCUMENT.entries]
    assert renderer.join(HEAD, fragments, DOCUMENT.tombstones) == render(DOCUMENT, form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("entry", [FULL, BARE])
def test_a_shell_is_a_document_of_one_entry(form: Format, entry: Entry) -> None:
    fragment = FORMATS[form].entry(entry)
    body = entries_document([fragment], form)
    assert fragment.body in body
    if form is Format.JSON:
        assert len(json.loads(body)["items"]) == 1
    else:
        assert len(elements(tree(body), "atom:entry" if form is Format.ATOM else "channel/item")) == 1


@pytest.mark.parametrize("form", FORMS)
def test_documents_are_utf8_from_the_first_byte(form: Format) -> None:
    body = render(DOCUMENT, form)
    start = b"{" if form is Format.JSON else b'<?xml version="1.0" encoding="utf-8"?>\n'
    assert body.startswith(start)
    assert "冲刺四季度" in body.decode("utf-8")


def test_bytes_do_not_depend_on_the_process() -> None:
    """R-PERF-04, R-XML-13: neither on its hash seed nor on its time zone."""
    program = (
        "from hashlib import sha256; from feeds.render import render; from feeds.model import Format;"
        "from tests.render.samples import DOCUMENT;"
        "print([sha256(render(DOCUMENT, form)).hexdigest() for form in Format])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Shanghai"), ("2", "America/New_York"))
    }
    assert len(printed) == 1


@given(title=ANY_TEXT)
@pytest.mark.parametrize("form", FORMS)
def test_any_text_is_written_as_it_is_or_refused(form: Format, title: str) -> None:
    entry = replace(BARE, title=title or "x")
    try:
        body = FORMATS[form].join(HEAD, [FORMATS[form].entry(entry)])
    except RenderError:
        assert clean_text(title) != title
    else:
        assert title_of(body, form) == entry.title


@given(words=st.lists(ANY_TEXT | SLY, min_size=1))
@pytest.mark.parametrize("form", FORMS)
def test_cleaned_text_is_always_written(form: Format, words: list[str]) -> None:
    said = clean_text("".join(words)) or "x"
    entry = replace(
        FULL, title=said, summary=said, content_html=said, correction=said, rights=said, via_url=said
    )
    body = FORMATS[form].join(replace(HEAD, title=said, description=said), [FORMATS[form].entry(entry)])
    assert title_of(body, form) == said


def test_every_character_that_xml_allows_is_written() -> None:
    legal = [chr(code) for code in range(0x20, 0x110000, 97) if not 0xD800 <= code < 0xE000]
    title = "".join(one for one in legal if one not in "\ufffe\uffff" and one.isprintable())
    for form in FORMS:
        body = FORMATS[form].join(HEAD, [FORMATS[form].entry(replace(FULL, title=title))])
        assert title_of(body, form) == title


def moment(parsed: struct_time) -> datetime:
    return datetime(*parsed[:6], tzinfo=UTC)


def read_xml(form: Format) -> list[dict[str, Any]]:
    parsed = feedparser.parse(render(DOCUMENT, form))
    assert not parsed.bozo
    return [
        {
            "id": one.id,
            "title": one.get("title") or None,
            "link": one.get("link") if one.get("link") != one.id else None,
            "published": moment(one.published_parsed),
            "updated": moment(one.updated_parsed),
        }
        for one in parsed.entries
    ]


@pytest.mark.parametrize("form", [Format.RSS, Format.ATOM])
def test_readers_take_the_same_facts_from_every_format(form: Format) -> None:
    assert read_xml(form) == [
        {
            "id": atom_id(entry.id) if form is Format.ATOM else entry.id,
            "title": entry.title,
            "link": entry.url,
            "published": entry.published_at,
            "updated": entry.updated_at,
        }
        for entry in DOCUMENT.entries
    ]


def test_json_readers_take_the_same_instants() -> None:
    items = json.loads(render(DOCUMENT, Format.JSON))["items"]
    assert [datetime.fromisoformat(one["date_published"]) for one in items] == [
        entry.published_at for entry in DOCUMENT.entries
    ]
    assert [one["id"] for one in items] == [entry.id for entry in DOCUMENT.entries]


@pytest.mark.parametrize("form", FORMS)
def test_a_fault_in_the_head_names_the_feed(form: Format) -> None:
    with pytest.raises(RenderError) as refused:
        render(Document(head=replace(HEAD, title="\x00")), form)
    assert refused.value.where == HEAD.id


@pytest.mark.parametrize("form", FORMS)
def test_ten_megabytes_are_written(form: Format) -> None:
    deep = "<div>" * 5000 + "x" * 10_000_000 + "</div>" * 5000
    assert len(FORMATS[form].entry(replace(FULL, content_html=deep)).body) > 10_000_000


def test_times_of_any_zone_are_written_in_utc() -> None:
    entry = replace(FULL, published_at=AT.astimezone().replace(microsecond=999))
    root = document_tree(Document(head=HEAD, entries=(entry,)), Format.ATOM)
    assert text(root, "atom:entry/atom:published") == "2024-10-22T01:07:16Z"


def test_what_is_legal_is_what_the_pattern_says() -> None:
    """R-XML-02: the fast test agrees with XML 1.0 §2.2 on every character."""
    codes = [*range(0x300), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010), 0x10FFFF]
    allowed = {9, 10, 13, *range(0x20, 0xD800), *range(0xE000, 0xFFFE), *range(0x10000, 0x110000)}
    assert [code for code in codes if is_legal(f"a{chr(code)}b") is not (code in allowed)] == []
