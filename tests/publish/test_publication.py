import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import brotli
import pytest

from feeds.model import Coding, Publication, PublicationDraft
from feeds.publish import build_publication, digest_of, etag_of

AT = datetime(2024, 10, 22, tzinfo=UTC)
BODY = b"<feed>" + b"the same words again " * 200 + b"</feed>"


def published(body: bytes = BODY, number: int = 42) -> Publication:
    draft = PublicationDraft(name="news.atom", media_type="application/atom+xml; charset=utf-8", body=body)
    return build_publication(draft, number=number, modified_at=AT)


def test_a_publication_holds_every_coding_of_one_body() -> None:
    identity, zipped, squeezed = published().representations
    assert (identity.coding, identity.body) == (Coding.IDENTITY, BODY)
    assert (zipped.coding, gzip.decompress(zipped.body)) == (Coding.GZIP, BODY)
    assert (squeezed.coding, brotli.decompress(squeezed.body)) == (Coding.BR, BODY)


def test_each_coding_has_a_strong_etag_of_its_own() -> None:
    shown = sha256(BODY).hexdigest()[:12]
    assert [one.etag for one in published().representations] == [
        f'"{shown}"',
        f'"{shown}-gz"',
        f'"{shown}-br"',
    ]


@pytest.mark.parametrize("coding", list(Coding))
def test_an_etag_has_no_character_that_trips_readers(coding: Coding) -> None:
    assert re.fullmatch(r'"[!\x23-\x2b\x2d-\x5b\x5d-\x7e]+"', etag_of(digest_of(b""), coding))


def test_equal_content_gives_equal_bytes() -> None:
    assert published() == published()
    assert gzip.compress(BODY, 6, mtime=1) != published().representations[1].body


def test_a_change_of_content_changes_every_tag() -> None:
    tags = [{one.etag for one in made.representations} for made in (published(), published(BODY + b" "))]
    assert tags[0].isdisjoint(tags[1])


def test_an_etag_shows_no_ledger_number() -> None:
    """R-HTTP-02: the content alone decides; a number would show that something was stored elsewhere."""
    assert published(number=43).representations == published().representations


def test_a_coding_that_saves_nothing_is_left_out() -> None:
    assert [one.coding for one in published(b"x").representations] == [Coding.IDENTITY]


def test_the_metadata_of_the_draft_is_kept() -> None:
    draft = PublicationDraft(
        name="news.rss",
        media_type="application/rss+xml",
        body=b"x",
        links="<h>",
        max_age_s=60,
        language="zh-CN",
    )
    made = build_publication(draft, number=1, modified_at=AT)
    assert made == replace(
        published(b"x", 1),
        name="news.rss",
        media_type="application/rss+xml",
        links="<h>",
        max_age_s=60,
        language="zh-CN",
    )
