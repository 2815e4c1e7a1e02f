"""Read sitemaps: addresses of article pages, newest first."""

from dataclasses import dataclass

from lxml import etree

from feeds.outgoing import decompress

_MAX_BYTES = 60_000_000
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


def read_sitemap(body: bytes) -> Sitemap | None:
    """Parse a sitemap, gzipped or not; ``None`` for anything else."""
    unpacked = _unpacked(body)
    if unpacked is None or not unpacked.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(unpacked, parser)
    except etree.XMLSyntaxError:
        return None
    name = _local(root) if root is not None else ""
    if name == "sitemapindex":
        return Sitemap(sitemaps=_listed(root))
    return Sitemap(pages=_listed(root)) if name == "urlset" else None


def _listed(root: etree._Element) -> tuple[SitemapEntry, ...]:
    """Return the entries, last modified first, then those without a time in document order."""
    found: dict[str, SitemapEntry] = {}
    for entry in root:
        values = {_local(child): (child.text or "").strip() for child in entry if isinstance(child.tag, str)}
        if values.get("loc"):
            found.setdefault(
                values["loc"], SitemapEntry(url=values["loc"], modified=values.get("lastmod", ""))
            )
    return tuple(sorted(found.values(), key=lambda page: page.modified, reverse=True))


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _unpacked(body: bytes) -> bytes | None:
    """Decompress up to a size limit; ``None`` if the data is broken or larger."""
    if not body.startswith(_GZIP):
        return body
    try:
        return decompress(body, "gzip", _MAX_BYTES)
    except ValueError:
        return None
