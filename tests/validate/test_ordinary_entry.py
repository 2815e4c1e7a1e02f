"""What is recognised as ordinary has no errors in any format (R-PERF-02, R-PERF-04)."""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feeds.errors import RenderError
from feeds.model import Attachment, Contributor, Discussion, Entry, Person, Related, ReplyTarget, Source, Tag
from feeds.render import FORMATS, entries_document
from feeds.validate import check, is_ordinary
from tests.render.samples import BARE, FULL

ENTRIES = int(os.environ.get("FEEDS_RANDOM_ENTRIES", "400"))
ARTICLE = "https://post.example.org/a/1.html"
AT = datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)

ADDRESSES = (
    ARTICLE,
    "https://post.example.org",
    "http://post.example.org:8080/?q=1&b=%20#f",
    "https://xn--bcher-kva.example/a(1)~b'c",
    "https://post.example.org/a[1]",
    "https://post.example.org/ä",
    "https://post/a",
    "https://user@post.example.org/",
    "https://post.example.org:999999/",
    "https://post.example.org/%zz",
    "https://post.example.org/a b",
    "https://-post.example.org/",
    "https://post..example.org/",
    "https://192.168.0.1/x",
    "https://[::1]/x",
    "//post.example.org/x",
    "javascript:alert(1)",
    "mailto:desk@post.example.org",
    "urn:isbn:12",
    "HTTPS://POST.EXAMPLE.ORG/",
    "https://post.example.org/\n",
    "",
)
IDS = (
    "tag:post.example.org,2024:a/99",
    "tag:post.example.org,2024-13:a",
    "tag:post.example.org,2024:a b",
    "tag:Post.example.org,2024:a",
    "tag:post.example.org,2024:ä",
    "urn:uuid:7f3c1f0e-0b1f-4c3e-9d0b-3c1f6f6f2a54",
    "urn:uuid:7f3c",
    "2024-118",
    "12",
    " post 1 ",
    "post:1",
    "编号",
    *ADDRESSES[:12],
)
TEXTS = (
    "Harbour opens",
    "1 < 2 & 3",
    "<b>bold</b> &amp;",
    "desk@post.example.org",
    " ",
    "港口\u200b开放 😀",
    "]]> <![CDATA[",
    "a\u0085b \ufffd \u00c3\u00a9",
    "line\nline\r\n\t",
    "&#x3c;script&#x3e;",
    "",
    "\x07",
    "\ufffe",
)
HTML = (
    "<p>Ordinary.</p>",
    '<p><a href="https://post.example.org/x?a=1&amp;b=2">x</a></p>',
    '<a href="javascript:x">x</a>',
    '<a href="java&#115;cript:x">x</a>',
    '<a href=" &#106;avascript&colon;x">x</a>',
    '<a href="vbscript&colon;x">x</a>',
    '<a href="data:text&sol;html,x">x</a>',
    '<img src="DATA:TEXT/HTML,x">',
    "<script>x</script>",
    "<p>unclosed &bogus; <![CDATA[ ]]>",
    "<p>a description of text/html and javascript: links</p>",
    "plain text",
    "<",
    "",
)
LANGUAGES = (None, None, "en", "zh-CN", "de-AT", "yue", "xx", "tlh", "en-gb", "x-klingon", "english", "")
TYPES = (
    "audio/mpeg",
    "image/jpeg",
    "video/mp4",
    "application/pdf",
    "",
    "mp3",
    "audio/mpeg; x=1",
    "Image/PNG",
)
NUMBERS = (None, 0, 1, 12_345, 2**50, -1)
SECONDS = (None, 0.0, 1.5, 90.0, 1e7, -2.0)
ROLES = (None, "Photographer", "校对", "narrator", "nobody")


class Values:
    """Random values, most of them ordinary."""

    def __init__(self, seed: int) -> None:
        """Start a reproducible sequence."""
        self._random = random.Random(seed)  # sample data, not a secret

    def one(self, values: Sequence[Any], usual: float = 0.8) -> Any:
        """Return the first value, or with the remaining probability any."""
        return values[0] if self._random.random() < usual else self._random.choice(values)

    def some(self, make: Callable[[], Any], at_most: int = 2) -> tuple[Any, ...]:
        """Return several values."""
        return tuple(make() for _ in range(self._random.randint(0, at_most)))

    def maybe(self, make: Callable[[], Any]) -> Any:
        """Return a value or none."""
        return make() if self._random.random() < 0.4 else None

    def address(self) -> Any:
        """Return an address."""
        return self.one(ADDRESSES, 0.9)

    def text(self) -> Any:
        """Return a text."""
        return self.one(TEXTS, 0.6)

    def time(self) -> datetime:
        """Return a time."""
        seconds = self._random.randint(-(10**10), 10**10) if self._random.random() < 0.1 else 0
        return AT + timedelta(seconds=seconds)

    def person(self) -> Person:
        """Return a person."""
        return Person(
            name=self.text(),
            url=self.maybe(self.address),
            email=self.one((None, None, "desk@post.example.org", "desk"), 0.9),
            avatar=self.maybe(self.address),
        )

    def origin(self) -> Source:
        """Return where an article comes from."""
        return Source(
            name=self.maybe(self.text),
            url=self.maybe(self.address),
            article_url=self.maybe(self.address),
            feed_url=self.maybe(self.address),
            feed_title=self.maybe(self.text),
            feed_id=self.maybe(lambda: self.one(IDS)),
            feed_updated_at=self.maybe(self.time),
            feed_rights=self.maybe(self.text),
        )

    def discussion(self) -> Discussion:
        """Return a discussion."""
        target = ReplyTarget(id="2024-1", url=ARTICLE)
        return Discussion(
            in_reply_to=(target,) if self._random.random() < 0.2 else (),
            comments_feed_url=self.maybe(self.address),
            comments_count=self.one(NUMBERS),
        )

    def entry(self) -> Entry:
        """Return an entry."""
        published_at = self.time()
        return Entry(
            id=self.one(IDS, 0.5),
            url=self.maybe(self.address) if self._random.random() < 0.3 else self.address(),
            title=self.maybe(self.text),
            published_at=published_at,
            updated_at=published_at,
            authors=(self.person(), *self.some(self.person, 1)),
            authors_differ=self._random.random() < 0.5,
            summary=self.maybe(self.text),
            content_html=self.one(HTML, 0.3),
            content_text=self.maybe(self.text),
            via_url=self.maybe(self.address),
            publisher=self.maybe(self.person),
            created_at=self.maybe(self.time),
            origin=self.maybe(self.origin),
            contributors=self.some(
                lambda: Contributor(name=self.text(), role=self.one(ROLES, 0.4), url=self.maybe(self.address))
            ),
            tags=self.some(
                lambda: Tag(
                    term=self.text(), label=self.maybe(self.text), scheme=self.maybe(lambda: self.one(IDS))
                )
            ),
            image=self.maybe(self.address),
            attachments=self.some(
                lambda: Attachment(
                    url=self.address(),
                    mime_type=self.one(TYPES, 0.5),
                    title=self.maybe(self.text),
                    size_bytes=self.one(NUMBERS),
                    duration_s=self.one(SECONDS),
                )
            ),
            related=self.some(lambda: Related(url=self.address(), title=self.maybe(self.text)), 1),
            comments_url=self.maybe(self.address),
            discussion=self.maybe(self.discussion),
            rights=self.maybe(self.text),
            license_url=self.maybe(self.address),
            language=self.one(LANGUAGES),
            correction=self.maybe(self.text),
        )


def errors(entry: Entry) -> list[str]:
    """Return the errors of the documents of one entry in all formats."""
    found = []
    for form, renderer in FORMATS.items():
        document = entries_document([renderer.entry(entry)], form)
        found += [f"{form}: {one.name}" for one in check(document, emitted=True).errors]
    return found


def test_random_ordinary_entries_have_no_errors() -> None:
    accepted = 0
    for seed in range(ENTRIES):
        entry = Values(seed).entry()
        if is_ordinary(entry):
            accepted += 1
            try:
                assert errors(entry) == [], (seed, entry)
            except RenderError:
                continue  # a document is never made of it
    assert accepted > ENTRIES // 20


def test_one_unusual_value_at_a_time() -> None:
    base = replace(FULL, authors=(Person(name="Lin Qiao"),), discussion=None, language=None)
    assert is_ordinary(base)
    for field in fields(Entry):
        for seed in range(6):
            changed = replace(base, **{field.name: getattr(Values(seed).entry(), field.name)})
            if is_ordinary(changed):
                try:
                    assert errors(changed) == [], (field.name, changed)
                except RenderError:
                    continue


@pytest.mark.parametrize("html", HTML)
def test_html_is_ordinary_without_scripts(html: str) -> None:
    entry = replace(BARE, content_html=html or None)
    if is_ordinary(entry):
        assert errors(entry) == []
    else:
        assert errors(entry)


def test_usual_entries_are_recognised() -> None:
    """Recognising only a few would make publishing slow without any other sign."""
    usual = replace(FULL, discussion=None, language="de", authors=(Person(name="Lin Qiao", url=ARTICLE),))
    assert is_ordinary(usual)
    assert is_ordinary(replace(usual, id="2024-118"))
    assert is_ordinary(replace(usual, discussion=Discussion(comments_count=3)))
