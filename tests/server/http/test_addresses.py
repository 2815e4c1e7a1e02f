"""What request targets mean."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.server.http.addresses import (
    Addresses,
    ChannelMove,
    Gone,
    NotFound,
    PageAddress,
    Redirect,
    Resource,
    TokenUrl,
    split_name,
)

ROOT = Addresses("https://news.example.org")
DEEP = Addresses("https://example.org/press/feeds", (ChannelMove(path="old", to="news"),), ("ended",))


@pytest.mark.parametrize(
    "target", ["/press/feeds/news.atom", "/news.atom", "https://x.example/press/feeds/news.atom"]
)
def test_a_site_below_a_path_is_read_with_and_without_it(target: str) -> None:
    assert DEEP.read(target) == Resource(name="news.atom")
    assert DEEP.canonical(target) == "/press/feeds/news.atom"


@pytest.mark.parametrize("target", ["/press/feeds", "/press/feeds/", "/"])
def test_the_root_of_a_site_below_a_path(target: str) -> None:
    assert DEEP.read(target) == PageAddress(channel="index")
    assert DEEP.is_canonical(target)


def test_a_path_that_only_begins_alike_is_another() -> None:
    assert DEEP.read("/press/feedsnews.atom") == Resource(name="press/feedsnews.atom")


def test_moves_and_ends_below_a_path() -> None:
    assert DEEP.read("/press/feeds/old.atom?x") == Redirect(
        location="https://example.org/press/feeds/news.atom"
    )
    assert DEEP.read("/ended") == Gone()
    assert DEEP.read("/ended/sub.atom") == Resource(name="ended/sub.atom")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("news.atom", ("news", ".atom")),
        ("news/province.en.html", ("news/province", ".en.html")),
        ("news/archive/2024-10.atom", ("news", ".atom")),
        ("release-1.0", ("release-1.0", "")),
        ("v1.0/news", ("v1.0/news", "")),
        ("opml.xml", ("opml", ".xml")),
        ("", ("", "")),
    ],
)
def test_names_split_into_channel_and_ending(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


SEGMENTS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)


@given(st.lists(SEGMENTS, min_size=1, max_size=4))
def test_what_we_write_we_read(segments: list[str]) -> None:
    written = ROOT.path(f"{'/'.join(segments)}.atom")
    assert written.isascii()
    assert ROOT.canonical(written) == ROOT.canonical(f"{written}?x#y")
    address = ROOT.read(written)
    assert isinstance(address, Resource)
    assert ROOT.path(address.name) == ROOT.canonical(written)


@given(st.text(st.characters(codec="latin-1")) | st.text())
@example("~")
@example("~token/../news.atom")
def test_no_target_climbs_or_breaks(target: str) -> None:
    address = ROOT.read(f"/{target}")
    if isinstance(address, TokenUrl):
        address = address.address
    if isinstance(address, Resource):
        assert not {"", ".", ".."} & set(address.name.split("/"))
    assert isinstance(address, Resource | PageAddress | NotFound | Redirect)
    assert ROOT.canonical(f"/{target}").isascii()
