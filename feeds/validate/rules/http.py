"""Rules about how a feed is served."""

from feeds.validate.rule import error, warning

STATUS = error(
    "HTTP001",
    "status-not-ok",
    "The status of the response is not 200.",
    "Readers keep the previous version; some unsubscribe after 404 or 410.",
    "Serve the feed with status 200 at its address.",
    "RFC 9110 §15 (R-HTTP-47)",
    "HttpError",
)
MEDIA_TYPE = warning(
    "HTTP002",
    "not-served-as-a-feed",
    "The Content-Type is not a media type of feeds.",
    "Browsers and readers treat the document as a page or a download.",
    "Send application/rss+xml, application/atom+xml or application/feed+json.",
    "RFC 4287 §7; JSON Feed 1.1 (R-HTTP-01)",
    "UnexpectedContentType",
)
OTHER_FORMAT = warning(
    "HTTP003",
    "served-as-another-format",
    "The Content-Type belongs to another feed format.",
    "Readers that rely on it choose the wrong parser.",
    "Send the media type of the format.",
    "RFC 4287 §7",
    "UnexpectedContentType",
)
UNSPECIFIC = warning(
    "HTTP004",
    "media-type-not-specific",
    "The Content-Type is that of XML or JSON in general, not of a feed format.",
    "Programs cannot recognise the document as a feed.",
    "Send application/rss+xml, application/atom+xml or application/feed+json.",
    "RFC 7303 §9",
    "NonSpecificMediaType",
)
NO_VALIDATORS = warning(
    "HTTP005",
    "no-validators",
    "The response has no ETag or no Last-Modified.",
    "Readers download the whole feed at every poll.",
    "Send both headers.",
    "RFC 9110 §8.8 (R-HTTP-01)",
)
NOT_STORED = warning(
    "HTTP006",
    "caching-forbidden",
    "The response forbids caching (no-store, Expires: 0).",
    "Miniflux stops sending conditional requests, and every poll costs a full download.",
    "Send Cache-Control: public, max-age=900.",
    "RFC 9111 §5.2 (R-HTTP-18)",
)
NOT_COMPRESSED = warning(
    "HTTP007",
    "not-compressed",
    "A feed of more than 10 KB is sent uncompressed to a client that accepts compression.",
    "The traffic is about four times as high.",
    "Compress with gzip or br.",
    "RFC 9110 §8.4 (R-HTTP-25)",
)
MOVED = warning(
    "HTTP008",
    "redirected",
    "The address redirects to the feed.",
    "Some readers never update the address, so each poll costs two requests.",
    "Publish the address after the redirect.",
    "RFC 9110 §15.4 (R-HTTP-42)",
)
