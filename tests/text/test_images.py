"""The candidates of an image are the same whether they are recognised whole or read one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text import images
from feeds.text.urls import AddressResolver

CLEAN = [
    "https://quay.example/a.jpg 640w, https://quay.example/b,c.jpg 1280w",
    "https://quay.example/a.jpg?w=1&h=2 1.5x",
]
CHANGED = [
    "/a.jpg 640w",
    "https://quay.example/a.jpg 2x , https://quay.example/b.jpg 3x",
    "https://quay.example/a.jpg, 2x",
    "https://quay.example/a.jpg  2x,https://quay.example/b.jpg 3x",
    "javascript:x 2x, https://quay.example/b.jpg 3x",
    "https://quay.example/a b.jpg 2x",
    ", ".join(f"https://quay.example/{n}.jpg {n}w" for n in range(1, 42)),
    f"https://quay.example/{'a' * 16_000} 2x",
]
PIECE = st.sampled_from(
    (
        "https://quay.example/a.jpg",
        "/b.jpg",
        "c,d.jpg",
        ",",
        ", ",
        " ",
        "2x",
        "640w",
        "1.5x",
        "?a=1&amp;b",
        "x",
    )
)


def one_by_one(text: str, resolver: AddressResolver) -> str:
    """Return the candidates of a text that is not recognised as a whole, by a space before it."""
    return images.srcset(f" {text}", resolver)


@pytest.mark.parametrize("text", CLEAN)
def test_clean_candidates_stay_as_they_are(text: str) -> None:
    resolver = AddressResolver("https://quay.example/")
    assert images.srcset(text, resolver) == text == one_by_one(text, resolver)


@pytest.mark.parametrize("text", CHANGED)
def test_other_candidates_are_read_one_by_one(text: str) -> None:
    resolver = AddressResolver("https://quay.example/")
    assert images.srcset(text, resolver) == one_by_one(text, resolver) != text


@given(st.lists(PIECE, max_size=8).map("".join))
def test_both_ways_give_the_same(text: str) -> None:
    resolver = AddressResolver("https://quay.example/")
    assert images.srcset(text, resolver) == one_by_one(text, resolver)


@pytest.mark.parametrize(
    ("written", "pixels"),
    [("640", 640), ("0", 0), ("640px", 640), (" 640 ", 640), ("640.5", 640), ("123456", 12345), ("", None)],
)
def test_sizes_are_pixels(written: str, pixels: int | None) -> None:
    shown = {"src": "https://quay.example/a.jpg", "width": written, "height": "480"}
    width = images.image_attributes(shown, AddressResolver(None)).get("width")
    assert width == (str(pixels) if pixels else None)
