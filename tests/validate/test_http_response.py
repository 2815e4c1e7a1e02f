"""How a feed is served; each rule has its cases in ``cases``."""

from feeds.model import DocumentKind
from feeds.validate.http_response import HttpResponse, check_response


def test_a_short_feed_need_not_be_compressed() -> None:
    response = HttpResponse(
        status=200,
        requested_url="u",
        url="u",
        content_type="application/feed+json",
        etag='"1"',
        last_modified="x",
        size_bytes=900,
    )
    assert check_response(response, DocumentKind.JSONFEED) == ()


def test_all_at_once() -> None:
    response = HttpResponse(
        status=404, requested_url="a", url="b", content_type="text/html", expires="0", size_bytes=90_000
    )
    names = {finding.name for finding in check_response(response, DocumentKind.UNKNOWN)}
    assert names == {
        "status-not-ok",
        "redirected",
        "not-served-as-a-feed",
        "no-validators",
        "caching-forbidden",
        "not-compressed",
    }
