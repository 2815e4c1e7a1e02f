import gzip
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import brotli
import pytest

from feeds.model import Coding, Publication, PublicationDraft
from feeds.publish import (
    Beginning,
    BrotliOnDemand,
    build_publication,
    digest_of,
    encode_as_before,
    etag_of,
    offer_codings,
)
from feeds.publish.codings import LARGE_BYTES

AT = datetime(2024, 10, 22, tzinfo=UTC)
BODY = b"<feed>" + b"the same words again " * 200 + b"</feed>"


def published(body: bytes = BODY, number: int = 42) -> Publication:
    draft = PublicationDraft(name="news.atom", media_type="application/atom+xml; charset=utf-8", body=body)
    return offer_codings(build_publication(draft, number=number, modified_at=AT))


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
    pairs = zip(published().representations, published().representations, strict=True)
    assert all((one.etag, one.body) == (other.etag, other.body) for one, other in pairs)
    assert gzip.compress(BODY, 6, mtime=1) != published().representations[1].body


def test_a_change_of_content_changes_every_tag() -> None:
    tags = [{one.etag for one in made.representations} for made in (published(), published(BODY + b" "))]
    assert tags[0].isdisjoint(tags[1])


def test_an_etag_shows_no_ledger_number() -> None:
    """R-HTTP-02: the content alone decides; a number would show that something was stored elsewhere."""
    pairs = zip(published(number=43).representations, published().representations, strict=True)
    assert all(one.etag == other.etag for one, other in pairs)


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


def br_of(publication: Publication) -> BrotliOnDemand:
    (one,) = [one for one in publication.representations if isinstance(one, BrotliOnDemand)]
    return one


def test_br_is_encoded_when_it_is_first_read() -> None:
    """R-PERF-06: once for each revision, however many clients ask; nothing else is made for a request."""
    brotli_representation = br_of(published())
    assert brotli_representation.etag.endswith('-br"')
    assert not brotli_representation.is_encoded
    assert brotli_representation.body is brotli_representation.body
    assert brotli_representation.is_encoded


@pytest.mark.parametrize("size_bytes", [LARGE_BYTES, LARGE_BYTES + 1])
def test_br_of_any_size_decodes_to_the_body(size_bytes: int) -> None:
    body = (BODY * (size_bytes // len(BODY) + 1))[:size_bytes]
    assert brotli.decompress(br_of(published(body)).body) == body


def test_a_publication_offers_br_once() -> None:
    made = published()
    assert offer_codings(made) is made


@pytest.mark.parametrize("body", [BODY, b"x"])
def test_codings_that_are_not_stored_are_those_of_any_other_publication(body: bytes) -> None:
    draft = PublicationDraft(name="news/archive/2024-02.rss", media_type="application/rss+xml", body=body)
    whole = build_publication(draft, number=1, modified_at=AT)
    packed = build_publication(replace(draft, packed=True), number=1, modified_at=AT)
    assert packed.representations == whole.representations[:1]
    assert offer_codings(packed) == offer_codings(whole)


@pytest.mark.parametrize("asked", [True, False])
def test_the_next_revision_is_encoded_if_the_last_one_was_asked_for(*, asked: bool) -> None:
    last, new = published(), published(BODY + b" ")
    if asked:
        assert br_of(last).body
    encode_as_before(new, last)
    assert br_of(new).is_encoded is asked


@pytest.mark.parametrize("end", [b"", b"<c/>", b"<row/>" * 5_000])
@pytest.mark.parametrize("begins", [b"", b"<a>", b"<row/>" * 50_000])
def test_a_body_that_begins_as_before_is_the_same_body(begins: bytes, end: bytes) -> None:
    """Its gzip coding is one member, which is what every client understands (R-HTTP-24)."""
    beginning = Beginning(begins)
    for one in (b"other", end):
        done = beginning.completed(one)
        assert done.body == begins + one
        assert done.digest == digest_of(begins + one)
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        assert unpacker.decompress(done.zipped) == begins + one
        assert unpacker.eof
        assert unpacker.unused_data == b""
    assert Beginning(begins).completed(end) == done
