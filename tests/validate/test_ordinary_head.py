"""A head that is recognised as ordinary has no errors in any format (R-PERF-04)."""

import os
from dataclasses import fields, replace

import pytest

from feeds.errors import RenderError
from feeds.model import Cloud, FeedLink, Format, Head
from feeds.render import FORMATS
from feeds.validate import check, is_ordinary_head
from tests.render.samples import HEAD
from tests.validate.test_ordinary_entry import IDS, LANGUAGES, Values

HEADS = int(os.environ.get("FEEDS_RANDOM_ENTRIES", "300"))
RELATIONS = ("prev-archive", "hub", "current", "next-archive", "license", "next", "self", "nonsense")
CONTACTS = (None, "Harbour desk", "desk@post.example.org", "https://post.example.org/contact", "a, b@c", "")
USUAL = replace(HEAD, contact=None, language="de")


def head(values: Values) -> Head:
    """Return a random head."""
    links = values.some(
        lambda: FeedLink(rel=values.one(RELATIONS, 0.5), href=values.address(), type=values.one((None, "x")))
    )
    return Head(
        id=values.one(IDS, 0.7),
        title=values.text(),
        description=values.text(),
        page_url=values.address(),
        self_urls=tuple((form, f"{values.address()}.{form}") for form in Format),
        updated_at=values.time(),
        author=values.person(),
        language=values.one(LANGUAGES),
        image=values.maybe(values.address),
        icon_url=values.maybe(values.address),
        contact=values.one(CONTACTS, 0.5),
        rights=values.maybe(values.text),
        ttl_min=values.one((60, None, 1, 0, -1, 100_000), 0.6),
        links=links,
        archive=values.one((False, True), 0.5),
        media_status=values.one((False, True), 0.5),
        cloud=values.one((None, Cloud(domain="post.example.org", port=0, path="/hub/cloud")), 0.9),
    )


def errors(made: Head) -> list[str]:
    """Return the errors of documents without entries in all formats."""
    found = []
    for form, renderer in FORMATS.items():
        found += [f"{form}: {one.name}" for one in check(renderer.join(made, ()), emitted=True).errors]
    return found


def test_random_ordinary_heads_have_no_errors() -> None:
    accepted = 0
    for seed in range(HEADS):
        made = head(Values(seed))
        if is_ordinary_head(made):
            accepted += 1
            try:
                assert errors(made) == [], (seed, made)
            except RenderError:
                continue
    assert accepted > HEADS // 100


def test_one_unusual_value_at_a_time() -> None:
    for field in fields(Head):
        for seed in range(8):
            changed = replace(USUAL, **{field.name: getattr(head(Values(seed)), field.name)})
            if is_ordinary_head(changed):
                try:
                    assert errors(changed) == [], (field.name, changed)
                except RenderError:
                    continue


def test_usual_heads_are_recognised() -> None:
    """Recognising only a few would make publishing slow without any other sign."""
    assert is_ordinary_head(USUAL)
    assert is_ordinary_head(replace(USUAL, archive=True))


@pytest.mark.parametrize("text", ["", " ", "\n", "a\x00", "\x1fa", "a\ufffe", "\ud800a"])
def test_a_blank_text_or_one_that_xml_cannot_have_is_not_ordinary(text: str) -> None:
    assert is_ordinary_head(USUAL)
    assert not is_ordinary_head(replace(USUAL, title=text))
