"""A small valid document around one fragment, so that one entry can be judged alone."""

from datetime import UTC, datetime
from functools import cache

from feeds.model import Format, Fragment, Head, Person
from feeds.render.renderer import FORMATS

_BASE = "https://feeds.invalid"
_HEAD = Head(
    id="tag:feeds.invalid,2000:shell",
    title="One entry",
    description="A shell around one entry",
    page_url=f"{_BASE}/",
    self_urls=tuple((form, f"{_BASE}/shell.{form}") for form in Format),
    updated_at=datetime(2000, 1, 1, tzinfo=UTC),
    author=Person(name="Nobody"),
)


def shell(fragment: Fragment, form: Format) -> bytes:
    """The fragment in a document whose head is always the same and has no faults of its own."""
    return _start(form, fragment.prefixes) + fragment.body + FORMATS[form].foot


@cache
def _start(form: Format, prefixes: frozenset[str]) -> bytes:
    return FORMATS[form].head(_HEAD, prefixes)
