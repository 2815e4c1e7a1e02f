"""Records of two sources that are the same article."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.model import Record, TimeFlag
from feeds.store.identity.likeness import address_of, alike, same_address
from tests.store.samples import NOW_S, article, at

URL = "https://post.example/a/1"


@pytest.mark.parametrize("url", [None, "", "https://post.example", "https://post.example/", "urn:x:1"])
def test_a_home_page_is_the_address_of_no_article(url: str | None) -> None:
    assert address_of(url) is None
    assert not same_address(url, url)


@pytest.mark.parametrize("url", [URL, "https://post.example/?p=5", "https://post.example?p=5", URL + "#part"])
def test_http_is_taken_for_https(url: str) -> None:
    assert address_of(url) == address_of(url.replace("https:", "http:")) is not None
    assert same_address(url, url.replace("https:", "http:"))


@pytest.mark.parametrize("other", [URL + "/", URL + "?page=2", URL + "#part", URL.upper(), URL + "1"])
def test_nothing_else_is_taken_for_anything_else(other: str) -> None:
    assert address_of(other) != address_of(URL)
    assert not same_address(other, URL)


@given(st.text(max_size=40))
def test_an_address_fits_into_a_column_of_64_bits(path: str) -> None:
    number = address_of(f"https://post.example/{path}")
    assert number is None or -(2**63) <= number < 2**63


DAY_S = 86_400


@pytest.mark.parametrize(
    ("changes", "is_alike"),
    [
        ({}, True),
        ({"title": "FERRY 1: arrives!", "published_at": at(NOW_S - DAY_S)}, True),
        ({"published_at": None}, True),
        ({"title": "Ferry 1"}, True),
        ({"title": "Ferry 1", "published_at": at(NOW_S - 61)}, False),
        ({"published_at": at(NOW_S - 60 - DAY_S)}, False),
        ({"title": None, "published_at": at(NOW_S - 61)}, False),
        ({"title": None, "published_at": None}, False),
        ({"title": "Ferry 1", "time_flags": (TimeFlag.DATE_ONLY,)}, False),
    ],
)
def test_titles_and_times_decide(changes: dict[str, object], is_alike: bool) -> None:  # noqa: FBT001 - a case
    other = article(1, **changes)
    assert alike(article(1), other) is is_alike
    assert alike(other, article(1)) is is_alike


def test_a_full_hour_may_be_made_up() -> None:
    noon = article(1).published_at
    assert noon is not None
    hour = noon.replace(minute=0, second=0)
    one = article(1, published_at=hour)
    assert not alike(one, replace(one, title="Another"))
    assert alike(one, replace(one, published_at=hour + timedelta(hours=23, minutes=59)))


def test_two_without_a_title_are_not_alike_for_that() -> None:
    bare = Record(id="a", origin="x", url=URL)
    assert not alike(bare, replace(bare, id="b"))
