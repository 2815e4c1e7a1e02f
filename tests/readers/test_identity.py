"""Ids as records bring them, and minted ones (DESIGN, "Identity")."""

from dataclasses import replace
from typing import Any

import pytest

from feeds.model import Place, is_global_id, local_id, local_name
from feeds.readers.clean import clean_record
from feeds.readers.source_defaults import source_defaults
from feeds.text.urls import is_absolute_iri
from tests.readers.conftest import NOW, SITE, a_source

MOVED = replace(SITE, url="http://elsewhere.example")


def identity(data: dict[str, Any], site: Any = SITE, **settings: Any) -> str:
    defaults = source_defaults(a_source(**settings), site, NOW)
    record = clean_record({"title": "T", **data}, Place(path="x"), defaults).record
    assert record is not None
    return record.id


@pytest.mark.parametrize("given", ["42", "post-17", "a b", "12/3", "x" * 3000, "日本"])
def test_a_local_id_is_its_sources_own(given: str) -> None:
    one, other = identity({"id": given}, name="news"), identity({"id": given}, name="blog")
    assert one != other
    assert is_absolute_iri(one)
    assert one == identity({"id": given, "url": "https://x.example/1"}, MOVED, name="news")


@pytest.mark.parametrize(
    "given",
    ["tag:x.example,2024:1", "https://x.example/1", "urn:isbn:1", "6e0a1a3c-1111-4a2b-9c3d-aaaaaaaaaaaa"],
)
def test_a_global_id_is_kept_byte_for_byte(given: str) -> None:
    """R-ID-13."""
    assert is_global_id(given)
    assert identity({"id": given}, name="news") == identity({"id": given}, name="blog") == given


@pytest.mark.parametrize("kind", ["feed", "wordpress", "ghost"])
def test_ids_of_feeds_and_exports_stay_as_readers_know_them(kind: str) -> None:
    assert identity({"id": "42"}, kind=kind) == "42"


@pytest.mark.parametrize("url", ["https://x.example/a?utm_source=q#top", "http://x.example/a"])
def test_an_id_from_an_address_depends_on_neither_scheme_nor_tracking(url: str) -> None:
    """R-ID-01, R-ID-06."""
    assert identity({"url": url}) == identity({"url": "https://x.example/a"}, MOVED)


def test_an_id_from_an_address_does_not_change_with_a_corrected_date() -> None:
    """R-ID-01: a date is mutable data, and one around New Year may change its year by an hour."""
    ids = {identity({"url": "https://x.example/a", "date_published": date}) for date in _CORRECTED}
    assert len(ids) == 1


_CORRECTED = (None, "2024-12-31T23:30:00Z", "2025-01-01T00:30:00Z")


def test_an_id_from_a_relative_address_does_not_depend_on_the_site() -> None:
    """R-ID-04."""
    assert identity({"url": "/a/1"}) == identity({"url": "/a/1"}, MOVED)
    assert identity({"url": "/a/1"}) != identity({"url": "/a/2"})


def test_a_minted_local_id_leads_back_to_the_name_in_its_source() -> None:
    assert local_name(local_id("a b/1", "the desk"), "the desk") == "a b/1"
    assert local_name(local_id("a", "desk"), "wire") is None
