"""Fields that foreign content may not set, and addresses that are private, however they are spelled."""

import json
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from feeds.errors import OutgoingError
from feeds.model import Site, SourceSettings
from feeds.outgoing import Outgoing, check_public_url
from feeds.readers import source_defaults
from feeds.readers.feed_readings import FeedBody, read_document
from feeds.readers.json_pages import JsonBody, read_json_page
from feeds.server.http.addresses import canonical_target

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SITE = Site(title="News", url="https://n.io")

CLAIMS = {
    "_feeds": {"origin": "cms", "aliases": ["cms"], "time_flags": ["x"]},
    "origin": "cms",
    "aliases": ["tag:n.io,2024:1"],
    "alias": "tag:n.io,2024:1",
    "channel": "club",
    "channels": ["club"],
    "views": 9_999_999,
    "date_release": "2020-01-01T00:00:00Z",
    "release_at": "2020-01-01T00:00:00Z",
    "trusted": True,
    "private": False,
}


def spellings(name: str) -> list[str]:
    """The name in other cases, with spaces and invisible characters, and as an escape."""
    return [
        name,
        name.upper(),
        name.title(),
        f" {name}",
        f"{name} ",
        f"{name}\u200b",
        f"\ufeff{name}",
        f"_{name}",
    ]


@pytest.mark.parametrize("kind", ["feed", "json"])
@pytest.mark.parametrize("name", CLAIMS)
def test_no_spelling_of_a_reserved_field_counts(kind: str, name: str) -> None:
    defaults = source_defaults(SourceSettings(name="other", kind=kind), SITE, NOW, from_address=True)
    for spelling in spellings(name):
        item = {"id": "tag:o.io,2024:1", "title": "T", "content_text": "x", spelling: CLAIMS[name]}
        escaped = json.dumps(item).replace(json.dumps(spelling), json.dumps(spelling).replace("a", "\\u0061"))
        twice = json.dumps(item)[:-1] + f", {json.dumps(spelling)}: {json.dumps(CLAIMS[name])}}}"
        for text in (json.dumps(item), escaped, twice):
            document = (
                f'{{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{text}]}}'.encode()
            )
            if kind == "feed":
                body = FeedBody(body=document, path="p", defaults=defaults, url="https://o.io/f")
                readings = tuple(read_document(body).readings)
            else:
                page = JsonBody(body=document, url="https://o.io/f", defaults=defaults)
                readings = tuple(read_json_page(page).readings)
            for reading in readings:
                record = reading.record
                if record is None or not reading.accepted:
                    continue
                claimed = (record.origin, record.channels, record.views, record.aliases, record.release_at)
                assert claimed == ("other", (), None, (), None), text


ADDRESSES = [
    "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
    "127.0.0.1.", "localhost.", "LOCALHOST", "a.localhost", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1",
    "１２７.0.0.1", "0", "0.0.0.0", "255.255.255.255", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]",
    "[fe80::1%25lo]", "[fec0::1]", "[fd00:ec2::254]", "[ff02::1]", "[5f00::1]", "[3fff::1]",
    "[100::1]", "[2001:db8::1]", "[::ffff:169.254.169.254]", "169.254.169.254", "100.100.100.200",
    "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "192.88.99.1", "10.0.0.1", "172.31.255.255",
    "192.168.0.1", "user@127.0.0.1", "example.com@127.0.0.1", "127.0.0.1#@example.com", "127.0.0.1:80",
    "127.0.0.1\\@example.com", "127.0.0.1%00.example.com", "127.0.0.1%2eexample.com", "local%68ost",
    "%31%32%37.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", ADDRESSES)
async def test_no_spelling_of_a_private_address_is_reached(host: str) -> None:
    """R-HUB-25: refused before any name is looked up, or by what it resolves to."""
    url = f"http://{host}/"
    async with Outgoing(allow_private=False, total_timeout_s=5) as outgoing:
        with pytest.raises(OutgoingError):
            await outgoing.fetch(url)


@pytest.mark.parametrize("host", [host for host in ADDRESSES if host.startswith("[") and "%" not in host])
def test_no_spelling_of_a_private_address_may_be_called_back(host: str) -> None:
    with pytest.raises(OutgoingError):
        check_public_url(f"https://{host}/callback")


@pytest.mark.parametrize(
    "written", ["/%6%31pi/records", "/%6%6%331dmin", "/%%36%31", "/a%", "/%zz%6", "/%61%2561%"]
)
def test_the_canonical_form_of_a_target_is_canonical(written: str) -> None:
    """Found by mutations: a decoded character made an escape of what was none, for the next that decodes."""
    target = canonical_target(written)
    assert canonical_target(target) == target
    assert unquote(target) == unquote(written)
