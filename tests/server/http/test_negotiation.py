"""One representation per address, and its type: R-HTTP-37 to R-HTTP-41; pages by language."""

import pytest

from tests.server.raw import RawConnection
from tests.server.samples import TYPES

ACCEPTS = [
    "*/*",
    "text/html",
    "image/*",
    "application/json",
    "",
    "application/xml;q=0",
    "text/html,*/*;q=0.9",
    "nonsense",
]


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("target", ["/news.atom", "/news.rss", "/news.json"])
async def test_a_feed_is_the_same_for_every_client(client: RawConnection, accept: str, target: str) -> None:
    """R-HTTP-37, R-LANG-09."""
    plain = await client.ask(target)
    picky = await client.ask(
        target,
        [
            ("Accept", accept),
            ("Accept-Language", "en"),
            ("User-Agent", "Mozilla/5.0"),
            ("Accept-Charset", "x"),
        ],
    )
    assert (picky.status, picky.lines, picky.body) == (plain.status, plain.lines, plain.body)
    assert picky.status == 200


@pytest.mark.parametrize("target", ["/news.atom", "/news.rss", "/news.json", "/opml.xml"])
async def test_the_type_is_the_registered_one(client: RawConnection, target: str) -> None:
    """R-HTTP-39, and R-HTTP-40 for the charset that stands in the document too."""
    assert (await client.ask(target))["Content-Type"] == TYPES[target.rpartition(".")[2]]


@pytest.mark.parametrize("target", ["/news.atom", "/news.rss", "/news.json", "/opml.xml", "/"])
async def test_nothing_is_an_attachment(client: RawConnection, target: str) -> None:
    """R-HTTP-41."""
    assert (await client.ask(target)).get("Content-Disposition") is None


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-TW, en;q=0.5", "zh"),
        ("de, fr", "zh"),
        ("de, en;q=0.1", "en"),
        ("en;q=0.5, zh;q=0.6", "zh"),
        ("en, zh;q=0", "en"),
        ("*", "zh"),
        ("en;q=0", "zh"),
        ("EN", "en"),
    ],
)
@pytest.mark.parametrize(("target", "channel"), [("/", "index"), ("/news", "news")])
async def test_a_page_comes_in_the_language_asked_for(
    client: RawConnection, target: str, channel: str, accept: str | None, language: str
) -> None:
    """R-HTTP-38: the address without an ending is the page, and says what was chosen."""
    headers = [] if accept is None else [("Accept-Language", accept)]
    response = await client.ask(target, headers)
    assert response.status == 200
    assert response.body.startswith(f"<p>{channel} {language}</p>".encode())
    assert response["Vary"] == "Accept-Language, Accept-Encoding"
    assert response["Content-Location"] == f"/{channel}.{language}.html"
    assert response["Content-Language"] == {"zh": "zh-CN", "en": "en"}[language]


async def test_a_page_in_one_language_has_its_own_address(client: RawConnection) -> None:
    """R-HTTP-37."""
    response = await client.ask("/news.en.html", [("Accept-Language", "zh")])
    assert response.body.startswith(b"<p>news en</p>")
    assert response.get("Content-Location") is None


async def test_a_tag_of_the_other_language_is_not_this_page(client: RawConnection) -> None:
    """R-HTTP-06."""
    chinese = await client.ask("/news", [("Accept-Language", "zh")])
    english = [("Accept-Language", "en"), ("If-None-Match", chinese["ETag"])]
    assert (await client.ask("/news", english)).status == 200


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/%E6%96%B0%E9%97%BB/%E7%9C%81%E5%86%85.atom", 200),
        ("/%e6%96%b0%e9%97%bb/%e7%9c%81%e5%86%85", 200),
        ("/%E6%96%B0%E9%97%BB/%E7%9C%81%E5%86%85.%61tom", 200),
        ("/新闻/省内.atom", 400),
        ("/%D0%C2%CE%C5.atom", 404),
    ],
)
async def test_addresses_beyond_ascii_are_percent_encoded_utf_8(
    client: RawConnection, target: str, status: int
) -> None:
    assert (await client.ask(target)).status == status
