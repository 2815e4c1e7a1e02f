"""Read sitemaps: addresses of article pages, newest first."""

from contextlib import suppress
from dataclasses import dataclass

from lxml import etree

from feeds.errors import SourceError
from feeds.outgoing import decompress
from feeds.readers.xml_source import local_tag

_MAX_BYTES = 60_000_000
_HEAD_BYTES = 4_096
_ROOTS = (b"urlset", b"sitemapindex")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """One entry; ``modified`` as written, empty if not given."""

    url: str
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """The pages of a sitemap, or the sitemaps of a sitemap index. Source: sitemaps.org protocol 0.9."""

    pages: tuple[SitemapEntry, ...] = ()
    sitemaps: tuple[SitemapEntry, ...] = ()


def may_be_sitemap(body: bytes) -> bool:
    """Whether a document is worth parsing as a sitemap: compressed, or one of its elements near the start."""
    return body.startswith(_GZIP) or any(name in body[:_HEAD_BYTES].lower() for name in _ROOTS)


def read_sitemap(body: bytes) -> Sitemap:
    """Parse a sitemap, gzipped or not. Raises ``SourceError`` for anything else."""
    unpacked = _unpacked(body)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = None
    if unpacked.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        with suppress(etree.XMLSyntaxError):
            root = etree.fromstring(unpacked, parser)
    name = local_tag(root).lower() if root is not None else ""
    if root is None or name not in ("sitemapindex", "urlset"):
        raise SourceError("this is not a sitemap")
    return Sitemap(sitemaps=_listed(root)) if name == "sitemapindex" else Sitemap(pages=_listed(root))


def _listed(root: etree._Element) -> tuple[SitemapEntry, ...]:
    """Return the entries, last modified first, then those without a time in document order."""
    found: dict[str, SitemapEntry] = {}
    for entry in root:
        values = {local_tag(child).lower(): (child.text or "").strip() for child in entry.iterchildren("*")}
        if values.get("loc"):
            found.setdefault(
                values["loc"], SitemapEntry(url=values["loc"], modified=values.get("lastmod", ""))
            )
    return tuple(sorted(found.values(), key=lambda page: page.modified, reverse=True))


def _unpacked(body: bytes) -> bytes:
    """Decompress up to a size limit. Raises ``SourceError`` if the data is broken or larger."""
    if not body.startswith(_GZIP):
        return body
    try:
        return decompress(body, "gzip", _MAX_BYTES)
    except ValueError as error:
        raise SourceError(f"the sitemap could not be decompressed: {error}") from error
