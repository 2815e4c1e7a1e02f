"""Validators and conditional requests: R-HTTP-01 to R-HTTP-15."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.server.conftest import Clock
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection
from tests.server.samples import T0, T0_TEXT, publication

GZIP = ("Accept-Encoding", "gzip")


async def etag_of(client: RawConnection, coding: str = "identity") -> str:
    return (await client.ask("/news.atom", [("Accept-Encoding", coding)], method="HEAD"))["ETag"]


@pytest.mark.parametrize(
    "target", ["/news.atom", "/news.rss", "/news.json", "/opml.xml", "/news.zh.html", "/news"]
)
async def test_every_200_has_both_validators(client: RawConnection, target: str) -> None:
    """R-HTTP-01."""
    response = await client.ask(target)
    assert response.status == 200
    assert response["ETag"]
    assert response["Last-Modified"] == T0_TEXT


async def test_the_etag_is_that_of_the_revision(client: RawConnection) -> None:
    """R-HTTP-02: it is made with the publication, so neither time nor process nor client is in it."""
    published = {one.coding.value: one.etag for one in publication("news.atom").representations}
    assert {coding: await etag_of(client, coding) for coding in published} == published


async def test_each_coding_has_its_own_strong_etag(client: RawConnection) -> None:
    """R-HTTP-03."""
    tags = [await etag_of(client, coding) for coding in ("identity", "gzip", "br")]
    assert len(set(tags)) == 3
    assert not any(tag.startswith("W/") for tag in tags)


async def test_the_etag_is_simple_enough_for_naive_parsers(client: RawConnection) -> None:
    """R-HTTP-04."""
    for coding in ("identity", "gzip", "br"):
        tag = await etag_of(client, coding)
        assert tag[0] == tag[-1] == '"'
        assert all("!" <= character <= "~" and character not in '",\\' for character in tag[1:-1])


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "W/{}",
        "w/{}",
        '"other", {}',
        '{},"other"',
        ', ,W/"x" ,W/{}',
        "*",
        " * ",
        "{bare}",
        "W/{bare}",
        '"{bare}-gzip"',
        '"{bare};gzip"',
        '"{bare}--gzip"',
        'W/"{bare}-gzip"',
        "{}-gzip",
        "{};gzip",
        '"{bare}-zstd"',
    ],
)
async def test_weak_comparison_lists_and_the_spellings_of_intermediaries(
    client: RawConnection, form: str
) -> None:
    """R-HTTP-05."""
    tag = await etag_of(client)
    response = await client.ask("/news.atom", [("If-None-Match", form.format(tag, bare=tag.strip('"')))])
    assert response.status == 304
    assert response["ETag"] == tag


async def test_several_header_lines_are_one_list(client: RawConnection) -> None:
    """R-HTTP-05."""
    tag = await etag_of(client)
    lines = [
        ("If-None-Match", '"one"'),
        ("If-None-Match", 'unbalanced"'),
        ("if-none-match", f'W/"two", {tag}'),
    ]
    assert (await client.ask("/news.atom", lines)).status == 304


@pytest.mark.parametrize("held", ["identity", "gzip", "br"])
@pytest.mark.parametrize("wanted", ["identity", "gzip", "br"])
async def test_a_tag_of_another_coding_matches_and_is_echoed(
    client: RawConnection, held: str, wanted: str
) -> None:
    """R-HTTP-06."""
    tag = await etag_of(client, held)
    response = await client.ask("/news.atom", [("If-None-Match", tag), ("Accept-Encoding", wanted)])
    assert (response.status, response["ETag"]) == (304, tag)


async def test_a_tag_of_an_older_revision_never_matches(client: RawConnection, source: MemorySource) -> None:
    """R-HTTP-06."""
    old = [await etag_of(client, coding) for coding in ("identity", "gzip", "br")]
    source.put(publication("news.atom", number=43, body=b"<feed>corrected</feed>" * 40))
    for tag in old:
        response = await client.ask("/news.atom", [("If-None-Match", f"{tag}, W/{tag}")])
        assert response.status == 200
        assert response.body.startswith(b"<feed>corrected")


@pytest.mark.parametrize("tags", ['"other"', "garbage", "", '"unbalanced', ",,,", '"*"', '*, "other"'])
async def test_if_modified_since_is_ignored_beside_if_none_match(client: RawConnection, tags: str) -> None:
    """R-HTTP-07: even where If-None-Match cannot be read."""
    lines = [("If-None-Match", tags), ("If-Modified-Since", T0_TEXT)]
    assert (await client.ask("/news.atom", lines)).status == 200


@pytest.mark.parametrize(
    "date",
    [
        "",
        "0",
        "yesterday",
        "Tue, 22 Oct 2024 09:07:16",
        "Tue, 22 Oct 2024 09:07:16 +0000",
        "2024-10-22T09:07:16Z",
        "Tue, 32 Oct 2024 09:07:16 GMT",
        "Tue, 22 Okt 2024 09:07:16 GMT",
        "Tue, 22 Oct 2024 25:07:16 GMT",
        "22 Oct 2024 09:07:16 GMT",
        "Tue, 22 Oct 2024 09:07:16 CST",
        "99999999999999999999",
    ],
)
async def test_what_is_no_http_date_is_ignored(client: RawConnection, date: str) -> None:
    """R-HTTP-07."""
    assert (await client.ask("/news.atom", [("If-Modified-Since", date)])).status == 200


async def test_two_dates_are_no_date(client: RawConnection) -> None:
    """R-HTTP-07."""
    lines = [("If-Modified-Since", T0_TEXT), ("If-Modified-Since", T0_TEXT)]
    assert (await client.ask("/news.atom", lines)).status == 200


async def test_conditions_mean_nothing_to_other_methods(client: RawConnection) -> None:
    """R-HTTP-07."""
    response = await client.ask("/news.atom", [("If-Modified-Since", T0_TEXT)], method="DELETE")
    assert response.status == 405


@pytest.mark.parametrize(
    ("date", "status"),
    [
        (T0_TEXT, 304),
        ("Tue, 22 Oct 2024 09:07:17 GMT", 304),
        ("Tue, 22 Oct 2024 09:07:15 GMT", 200),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 200),
        ("Fri, 31 Dec 2100 23:59:59 GMT", 200),
        ("Tuesday, 22-Oct-24 09:07:16 GMT", 304),
        ("Tuesday, 22-Oct-24 09:07:15 GMT", 200),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 200),
        ("Tue Oct 22 09:07:16 2024", 304),
        ("Tue Oct 22 10:07:16 2024", 304),
        ("Wed Nov  6 08:49:37 2024", 200),
        ("Sun Nov  6 08:49:37 1994", 200),
        (" Tue, 22 Oct 2024 09:07:16 GMT ", 304),
    ],
)
async def test_dates_compare_as_times(client: RawConnection, date: str, status: int) -> None:
    """R-HTTP-08: not as texts, in all three forms of a date; one in the future says nothing."""
    assert (await client.ask("/news.atom", [("If-Modified-Since", date)])).status == status


async def test_last_modified_rises_with_each_revision(client: RawConnection, source: MemorySource) -> None:
    """R-HTTP-09: the server repeats what the revision was published with, to the second."""
    seen: list[str] = []
    for number in range(3):
        seconds = timedelta(seconds=number)
        source.put(
            publication("news.atom", number=number, body=b"<r>%d</r>" % number * 40, modified_at=T0 + seconds)
        )
        before = seen[-1] if seen else "Sun, 06 Nov 1994 08:49:37 GMT"
        response = await client.ask("/news.atom", [("If-Modified-Since", before)])
        assert response.status == 200
        seen.append(response["Last-Modified"])
    assert all(earlier < later for earlier, later in pairwise(seen))


async def test_last_modified_is_never_ahead_of_date(client: RawConnection, clock: Clock) -> None:
    """R-HTTP-10: not even after the clock was set back, and it does not go back itself."""
    clock.now = T0.timestamp() - 86_400
    for headers in ([], [("If-None-Match", "*")]):
        response = await client.ask("/news.atom", headers)
        assert response["Last-Modified"] == T0_TEXT == response["Date"]


async def test_last_modified_is_the_time_of_publishing(client: RawConnection, source: MemorySource) -> None:
    """R-HTTP-11: a late old article bumps it, for it comes with the revision, not from the entries."""
    late = T0 + timedelta(hours=1)
    old_entry = b"<entry><updated>1999-01-01T00:00:00Z</updated></entry>" * 40
    source.put(publication("news.atom", number=43, body=old_entry, modified_at=late))
    assert (await client.ask("/news.atom"))["Last-Modified"] == "Tue, 22 Oct 2024 10:07:16 GMT"


@pytest.mark.parametrize("target", ["/news.atom", "/news.json", "/opml.xml", "/news", "/news.en.html"])
async def test_a_304_repeats_what_readers_keep(client: RawConnection, target: str) -> None:
    """R-HTTP-12, and R-HTTP-14 for the freshness among it."""
    full = await client.ask(target, [GZIP])
    unchanged = await client.ask(target, [GZIP, ("If-None-Match", full["ETag"])])
    assert unchanged.status == 304
    for name in ("Date", "ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Location"):
        assert unchanged.get(name) == full.get(name), name
    assert "max-age=900" in unchanged["Cache-Control"]


async def test_304_and_204_have_no_body(port: int) -> None:
    """R-HTTP-13: nothing after the header, and no length that is not that of the 200."""
    async with connection(port) as client:
        lines = [("If-None-Match", "*"), ("Connection", "close")]
        unchanged = await client.ask("/news.atom", lines)
        assert unchanged.status == 304
        assert await client.rest() == b""
    async with connection(port) as client:
        preflight = await client.ask("/news.atom", [("Connection", "close")], method="OPTIONS")
        assert preflight.status == 204
        assert await client.rest() == b""
    for response in (unchanged, preflight):
        assert response.get("Transfer-Encoding") is None
        assert response.get("Content-Length") is None
