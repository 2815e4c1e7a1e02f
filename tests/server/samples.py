"""Publications as the pipeline builds them, and times."""

from datetime import UTC, datetime

from feeds.model import Publication, PublicationDraft
from feeds.publish import build_publication, offer_codings

T0 = datetime(2024, 10, 22, 9, 7, 16, tzinfo=UTC)
"""When samples were published."""

T0_TEXT = "Tue, 22 Oct 2024 09:07:16 GMT"
LATER_S = T0.timestamp() + 3600.0

TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json",
    "xml": "text/x-opml; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
LINKS = (
    '<https://news.example.org/news.atom>; rel="self", <https://news.example.org/news>; '
    'rel="alternate"; type="text/html"'
)


def publication(
    name: str = "news.atom",
    *,
    number: int = 42,
    body: bytes = b"<feed>one and the same sentence, again and again</feed>" * 40,
    modified_at: datetime = T0,
    links: str = LINKS,
    max_age_s: int = 900,
    language: str | None = None,
) -> Publication:
    draft = PublicationDraft(
        name=name,
        media_type=TYPES[name.rpartition(".")[2]],
        body=body,
        links=links,
        max_age_s=max_age_s,
        language=language,
    )
    return offer_codings(build_publication(draft, number=number, modified_at=modified_at))


def newsroom() -> tuple[Publication, ...]:
    """A small site: three formats, an address beyond ASCII, the tree and pages in two languages."""
    names = ("index.atom", "index.json", "news.atom", "news.rss", "news.json", "新闻/省内.atom", "opml.xml")
    pages = (
        publication(
            f"{channel}.{language}.html", body=f"<p>{channel} {language}</p>".encode() * 40, language=tag
        )
        for channel in ("index", "news", "新闻/省内")
        for language, tag in (("zh", "zh-CN"), ("en", "en"))
    )
    return (*(publication(name) for name in names), *pages, publication("tiny.atom", body=b"<feed/>"))
