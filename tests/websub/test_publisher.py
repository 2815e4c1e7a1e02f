"""What subscribers and hubs find at a topic: the publisher tests of websub.rocks, against a real server."""

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from feeds.model import Format
from tests.cli.newsroom import article, newsroom
from tests.test_journey import Answer, Server, serving

pytestmark = pytest.mark.slow
SITE = "https://post.example"
HUBS = [f"{SITE}/hub", "https://hub.example/"]
_ATOM = "{http://www.w3.org/2005/Atom}link"
_LINK = re.compile(r'<([^>]*)>; rel="(hub|self)"')


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("publisher")
    settings = newsroom(folder, article(1))
    hub = f'[hub]\nenabled = true\nping = ["{HUBS[1]}"]\nkey_file = "{folder}/hub.key"\n'
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\n{hub}", encoding="utf-8")
    with serving(settings) as found:
        found.wait_for("/news.atom", lambda answer: answer.status == 200)
        yield found


def header_links(answer: Answer) -> dict[str, list[str]]:
    links: dict[str, list[str]] = {}
    for url, rel in _LINK.findall(answer.headers["Link"]):
        links.setdefault(rel, []).append(url)
    return links


def document_links(form: Format, body: bytes) -> dict[str, list[str]]:
    if form is Format.JSON:
        feed = json.loads(body)
        return {"self": [feed["feed_url"]], "hub": [hub["url"] for hub in feed["hubs"]]}
    links: dict[str, list[str]] = {}
    root = ET.fromstring(body)
    for link in root.iterfind(_ATOM if form is Format.ATOM else f"channel/{_ATOM}"):
        if link.get("rel") in {"hub", "self"}:
            links.setdefault(str(link.get("rel")), []).append(str(link.get("href")))
    return links


@pytest.mark.parametrize("form", Format)
def test_a_topic_names_its_hubs_and_itself_in_header_and_document(server: Server, form: Format) -> None:
    """R-WSP-01, R-WSP-02, R-WSP-08: two independent hubs, one self address, the same everywhere."""
    answer = server.get(f"/news.{form.value}")
    expected = {"hub": HUBS, "self": [f"{SITE}/news.{form.value}"]}
    assert header_links(answer) == expected
    assert document_links(form, answer.body) == expected


@pytest.mark.parametrize("form", Format)
def test_a_topic_has_one_media_type_whatever_is_accepted(server: Server, form: Format) -> None:
    """R-WSP-02, R-WSP-03."""
    answers = [
        server.get(f"/news.{form.value}", Accept=accept, Accept_Language="zh")
        for accept in ("*/*", "text/html", "application/json")
    ]
    assert (
        len({(one.headers["Content-Type"], one.headers["Content-Language"], one.body) for one in answers})
        == 1
    )


def test_hubs_fetch_like_everybody_else(server: Server) -> None:
    """R-WSP-10: a hub gets the document, and 304 where it has it."""
    hub = {"User_Agent": "hub/1.0", "X_Hub_On_Behalf_Of": "3 subscribers", "Accept": "*/*"}
    first = server.get("/news.atom", **hub)
    assert first.status == 200
    assert server.get("/news.atom", If_None_Match=first.headers["ETag"], **hub).status == 304
