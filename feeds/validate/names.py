"""Namespaces of feeds, and the one prefix that the tables use for each."""

import re

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XML = "http://www.w3.org/XML/1998/namespace"
MEDIA = "http://search.yahoo.com/mrss/"
OLD_ATOM = "http://purl.org/atom/ns#"

PREFIXES = {
    "http://www.bloglines.com/about/specs/fac-1.0": "access",
    "http://webns.net/mvcb/": "admin",
    "http://purl.org/rss/1.0/modules/aggregation/": "ag",
    "http://purl.org/rss/1.0/modules/annotate/": "annotate",
    "http://www.w3.org/2007/app": "app",
    "http://purl.org/atompub/tombstones/1.0": "at",
    ATOM: "atom",
    "http://media.tangent.org/rss/1.0/": "audio",
    "http://backend.userland.com/blogChannelModule": "blogChannel",
    "http://web.resource.org/cc/": "cc",
    "http://www.microsoft.com/schemas/rss/core/2005": "cf",
    "http://purl.org/rss/1.0/modules/company": "company",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://conversationsnetwork.org/rssNamespace-1.0/": "conversationsNetwork",
    "http://my.theinfo.org/changed/1.0/rss/": "cp",
    "http://backend.userland.com/creativeCommonsRssModule": "creativeCommons",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/email/": "email",
    "http://purl.org/rss/1.0/modules/event/": "ev",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://base.google.com/ns/1.0": "g",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://geourl.org/rss/module/": "geourl",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://postneo.com/icbm": "icbm",
    "http://purl.org/rss/1.0/modules/image/": "image",
    "urn:atom-extension:indexing": "indexing",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/link/": "l",
    MATHML: "mathml",
    MEDIA: "media",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://a9.com/-/spec/opensearchrss/1.0/": "opensearch10",
    "http://openid.net/xmlns/1.0": "openid",
    "http://www.opml.org/spec2": "opml",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://purl.org/rss/1.0/modules/reference/": "ref",
    "http://purl.org/rss/1.0/modules/richequiv/": "reqv",
    "http://my.netscape.com/rdf/simple/0.9/": "rss090",
    "http://purl.org/rss/1.0/modules/rss091#": "rss091",
    "http://purl.org/rss/1.0/": "rss1",
    "http://purl.org/net/rss1.1#": "rss11",
    "http://purl.org/rss/1.0/modules/search/": "search",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://schemas.xmlsoap.org/soap/envelope/": "soap",
    "http://purl.org/rss/1.0/modules/servicestatus/": "ss",
    "http://hacks.benhammersley.com/rss/streaming/": "str",
    "http://purl.org/rss/1.0/modules/subscription/": "sub",
    SVG: "svg",
    "http://feedsync.org/2007/feedsync": "sx",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/taxonomy/": "taxo",
    "http://purl.org/rss/1.0/modules/threading/": "thr10",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://madskills.com/public/xml/rss/module/trackback/": "trackback",
    "http://wellformedweb.org/CommentAPI/": "wfw",
    "http://purl.org/rss/1.0/modules/wiki/": "wiki",
    "http://www.usemod.com/cgi-bin/mb.pl?ModWiki": "wiki",
    XHTML: "xhtml",
    "http://www.w3.org/1999/xlink": "xlink",
    XML: "xml",
}
"""Namespace name to the prefix that the tables use; two names of one vocabulary share a prefix."""

NAMESPACES = {prefix: uri for uri, prefix in reversed(PREFIXES.items())}
"""The preferred namespace name of each prefix."""

UNCHECKED = frozenset(
    {
        "http://schemas.google.com/g/2005",
        "http://www.rawvoice.com/rawvoiceRssModule/",
        "http://schema.org/",
        "https://schema.org/",
        "http://www.georss.org/georss/10",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        "com-wordpress:feed-additions:1",
        "http://www.google.com/schemas/play-podcasts/1.0",
        "http://www.google.com/schemas/play-podcasts/1.0/play-podcasts.xsd",
        "http://www.smartnews.be/snf",
        "http://schemas.microsoft.com/mediarss/extensions",
        "http://www.spotify.com/ns/rss",
        "http://www.youtube.com/xml/schemas/2015",
        "http://gdata.youtube.com/schemas/2007",
        "http://schemas.pocketcasts.com/rss",
    }
)
"""Well-known namespaces without tables: not checked, and not reported as unknown."""

_WITHOUT_TAIL = re.compile(r".*\w", re.DOTALL)


def normalize(uri: str) -> str:
    """Return a namespace name in lower case without trailing punctuation, to recognise misspelled ones."""
    found = _WITHOUT_TAIL.match(uri)
    return found[0].lower() if found else ""


NORMALIZED_NAMESPACES = {normalize(uri): prefix for uri, prefix in PREFIXES.items()}
"""Normalized namespace name to its prefix."""
