"""Properties of ``If-None-Match`` and ``If-Modified-Since``."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.server.http.conditions import LONGEST_TAG_LIST, match_tags, named_tags, unmodified_since
from feeds.text.http_dates import format_http_date

CURRENT = ('"42-9f86d081884c"', '"42-9f86d081884c-gz"', '"42-9f86d081884c-br"')
NOW_S = int(datetime(2024, 10, 22, tzinfo=UTC).timestamp())
NEVER_S = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
SECONDS = st.integers(0, int(datetime(2199, 12, 31, tzinfo=UTC).timestamp()))
OTHER = st.from_regex(r'"[0-9]{1,3}-[0-9a-f]{12}(-gz|-br)?"', fullmatch=True).filter(
    lambda tag: "9f86d081884c" not in tag
)
JUNK = st.sampled_from(["", " ", "W/", "*", '"', "garbage", 'W/"x"', "''", '"a,b"'])
SPELLINGS = st.sampled_from(["{}", "W/{}", " {} ", "w/{}"])


@given(
    st.lists(OTHER | JUNK.filter(lambda junk: junk != '"'), max_size=5),
    st.sampled_from(CURRENT),
    SPELLINGS,
    st.data(),
)
def test_a_current_tag_is_found_wherever_it_stands(
    others: list[str], tag: str, spelling: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(others)))
    header = ",".join([*others[:at], spelling.format(tag), *others[at:]])
    assert match_tags(header, CURRENT) == tag


@given(st.lists(OTHER | JUNK, max_size=8).map(", ".join).filter(lambda header: header.strip() != "*"))
def test_no_other_tag_ever_matches(header: str) -> None:
    assert match_tags(header, CURRENT) is None


@given(st.text(st.characters(codec="latin-1")).filter(lambda header: "9f86d081884c" not in header))
def test_no_text_matches_by_chance(header: str) -> None:
    expected = CURRENT[0] if header.strip() == "*" else None
    assert match_tags(header, CURRENT) == expected


def test_the_tag_of_the_chosen_coding_is_preferred() -> None:
    assert match_tags(", ".join(CURRENT), tuple(reversed(CURRENT))) == CURRENT[-1]


@pytest.mark.parametrize("suffix", ["-gzip", "--gzip", ";gzip", "-br", "-zstd", "-deflate"])
def test_the_exact_spelling_goes_before_what_was_added(suffix: str) -> None:
    assert match_tags('"42-9f86d081884c-br"', CURRENT) == CURRENT[2]
    assert match_tags(f'"42-9f86d081884c-gz{suffix}"', CURRENT) == CURRENT[1]


def test_a_hostile_header_is_read_up_to_a_length() -> None:
    for header in ('"' * 8000, "W/" * 4000, '",' * 4000, "-gzip" * 1600, '"a' * 4000, '"1-a",' * 80_000):
        assert match_tags(header, CURRENT) is None
        assert match_tags(f"{CURRENT[1]}, {header}", CURRENT) == CURRENT[1]
        assert sum(len(tag) - 2 for tag in named_tags(header)[0]) <= LONGEST_TAG_LIST


@given(SECONDS, SECONDS)
def test_unmodified_is_not_after(modified_s: int, since_s: int) -> None:
    assert unmodified_since(format_http_date(since_s), modified_s, NEVER_S) == (modified_s <= since_s)


@given(SECONDS, SECONDS, SECONDS)
def test_a_date_in_the_future_says_nothing(modified_s: int, since_s: int, now_s: int) -> None:
    assert unmodified_since(format_http_date(since_s), modified_s, now_s) == (modified_s <= since_s <= now_s)
