"""Rules about how a feed is served."""

from feeds.validate.rule import error, warning

STATUS = error(
    "HTTP001",
    "status-not-ok",
    "The server answers with a status other than 200.",
    "Readers keep what they had; some unsubscribe at 404 or 410.",
    "Serve the feed with status 200 at its address.",
    "RFC 9110 §15 (R-HTTP-47)",
    "HttpError",
)
MEDIA_TYPE = warning(
    "HTTP002",
    "not-served-as-a-feed",
    "The Content-Type is none that feeds are served with.",
    "Browsers and readers take the document for a page or a file to save.",
    "Send application/rss+xml, application/atom+xml or application/feed+json.",
    "RFC 4287 §7; JSON Feed 1.1 (R-HTTP-01)",
    "UnexpectedContentType",
)
OTHER_FORMAT = warning(
    "HTTP003",
    "served-as-another-format",
    "The Content-Type is that of another feed format.",
    "Readers that trust it choose the wrong parser.",
    "Send the type of the format that is served.",
    "RFC 4287 §7",
    "UnexpectedContentType",
)
UNSPECIFIC = warning(
    "HTTP004",
    "media-type-not-specific",
    "The Content-Type says XML, or plain JSON, and not which feed format.",
    "Programs cannot tell that it is a feed.",
    "Send application/rss+xml, application/atom+xml or application/feed+json.",
    "RFC 7303 §9",
    "NonSpecificMediaType",
)
NO_VALIDATORS = warning(
    "HTTP005",
    "no-validators",
    "The answer has no ETag, or no Last-Modified.",
    "Readers load the whole feed at every poll.",
    "Send both.",
    "RFC 9110 §8.8 (R-HTTP-01)",
)
NOT_STORED = warning(
    "HTTP006",
    "caching-forbidden",
    "The answer forbids caches to keep it (no-store, Expires: 0).",
    "Miniflux stops asking conditionally, and every poll costs a whole transfer.",
    "Send Cache-Control: public, max-age=900.",
    "RFC 9111 §5.2 (R-HTTP-18)",
)
NOT_COMPRESSED = warning(
    "HTTP007",
    "not-compressed",
    "A feed of more than 10 KB is sent without compression to a client that accepts it.",
    "It costs four times the traffic.",
    "Compress with gzip or br.",
    "RFC 9110 §8.4 (R-HTTP-25)",
)
MOVED = warning(
    "HTTP008",
    "redirected",
    "The address leads to the feed by a redirect.",
    "Some readers never follow permanent moves in their lists; each poll costs two requests.",
    "Subscribe to, and publish, the address it leads to.",
    "RFC 9110 §15.4 (R-HTTP-42)",
)
