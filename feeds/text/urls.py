"""Addresses: absolute, safe to send, without tracking (PROTOCOL §4.8), and their normal form (R-ID-06)."""

import re
from functools import lru_cache
from string import ascii_lowercase
from urllib.parse import quote, urljoin, urlsplit

import idna

from feeds.text.characters import nfc

WEB = frozenset({"http", "https"})
"""Schemes of fetchable links (R-URL-06)."""

LINKS = WEB | {"mailto", "tel"}
"""Schemes of links inside HTML."""

MAX_URL_CHARS = 16_000
"""Longer addresses are not linked."""

_HOST = r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?"
_CHARS = r"(?:[A-Za-z0-9\-._~!$'()*+,;=:@/?]++|&(?!amp;|\#38;)|%[0-9A-Fa-f]{2})*+"
CLEAN_ADDRESS = rf"https?://{_HOST}(?:[/?]{_CHARS})?(?:#{_CHARS})?"
"""Absolute addresses that stay as they are, as the inside of a pattern."""

_CLEAN_URL = re.compile(CLEAN_ADDRESS)
_CLEAN_PATH = re.compile(rf"/?(?=[^/?.#])(?![^/?#]*:)(?!\S*/\.){_CHARS}(?:#{_CHARS})?")
_ORIGIN = re.compile(rf"https?://{_HOST}(?=[/?#]|$)")
_FOLDER = re.compile(rf"https?://{_HOST}/(?![^?#]*\.\.?/)(?:[^?#\s]*/)?(?=[^/?#]*(?:[?#]|$))")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ABSOLUTE = re.compile(r"(?!https?:(?!//[^/?#]))[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20\x7f]+")
_TAG_URI = re.compile(r"tag:[^,:/\s]+,\d{4}(?:-\d\d(?:-\d\d)?)?:[^\s#]*")
_IGNORED = re.compile("[\x00-\x1f\x7f]")
_ESCAPED_AND = re.compile(r"&(?:(?:amp|#38);)++")  # as often as it was escaped
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ASCII_HOST = re.compile(rf"{_HOST}|\[[0-9a-f:.]+\]")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IPV4_PART = re.compile(r"0x[0-9a-f]{1,8}|0[0-7]{0,11}|[1-9][0-9]{0,9}")
_IPV4_PARTS, _BYTE = 4, 255
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"
_SAFE_QUERY = _SAFE_PATH + "?"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
TRACKER_NAMES = (
    r"utm_\w+", "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid",
    "yclid", "ysclid", "igshid", "igsh", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "__hst[cp]", "mkt_tok",
    "vero_(?:id|conv)", "oly_(?:enc|anon)_id", "li_fat_id", r"wt\.mc_id", "spm", "scm", "isappinstalled",
    "_openstat", "s_cid", "srsltid", "phpsessid", "jsessionid", r"aspsessionid\w*",
)  # fmt: skip
"""Patterns of the query parameters that follow people; the first character of each is literal."""

TRACKERS = "|".join(TRACKER_NAMES)
"""All of them, as the inside of a pattern."""

_FIRST_LETTERS = "".join(sorted({name[0] for name in TRACKER_NAMES}))
_TRACKED = re.compile(rf"[?&;](?=[{_FIRST_LETTERS}])(?:{TRACKERS})(?:[=&;]|$|#)", re.IGNORECASE)
_TRACKER = re.compile(rf"(?:{TRACKERS})(?:=.*)?", re.IGNORECASE | re.DOTALL)

_LABEL = "[a-z0-9]++(?:-[a-z0-9]++)*+"
_NAMED_HOST = rf"(?:{_LABEL}\.)*(?=[a-z]){_LABEL}"
_PATH = r"/(?!/)[A-Za-z0-9\-._~!$'()*+,=@/]*+"
_VALUE = r"[A-Za-z0-9\-._~!$'()*+,:@/=]*+"
_NAME = r"[A-Za-z0-9\-_]"
_OTHER_LETTERS = "".join(one for one in ascii_lowercase if one not in _FIRST_LETTERS)
_OTHER_NAME = rf"(?:[{_OTHER_LETTERS}{_OTHER_LETTERS.upper()}0-9]{_NAME}*+|{_NAME}{{1,2}}+)"
"""A parameter that is none of the trackers: its name is shorter, or begins otherwise."""

_PARAMETER = rf"{_OTHER_NAME}(?:={_VALUE})?+"
_ESCAPED_URL = re.compile(rf"(https?://{_NAMED_HOST})?{_PATH}(?:\?{_PARAMETER}(?:&amp;{_PARAMETER})*+)?")
"""An address, absolute or from the root of a site, that stays as HTML writes it."""

_SESSION_PATH = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def absolute_url(reference: str, base: str | None = None, *, schemes: frozenset[str] = WEB) -> str | None:
    """An address made absolute and mapped to a URI, or ``None`` when it cannot or may not be linked.

    Resolves by RFC 3986 §5, maps IRIs by RFC 3987 §3.1 (R-URL-04), keeps existing escapes (R-URL-05), drops
    user names and passwords (R-URL-06). ``base`` is an absolute http(s) address.
    """
    if len(reference) > MAX_URL_CHARS:
        return None
    if _CLEAN_URL.fullmatch(reference):
        return reference
    if base and (joined := _simply_joined(reference, base)):
        return joined
    text = _IGNORED.sub("", reference).strip()
    text = _ESCAPED_AND.sub("&", text) if "&" in text else text
    scheme = match[1].lower() if (match := _SCHEME.match(text)) else None
    if not text or (scheme and scheme not in schemes):
        return None
    return _encode(text, _SAFE_QUERY) if scheme and scheme not in WEB else _resolved(_slashes(text), base)


class AddressResolver:
    """Resolves many addresses against one base, the usual ones at a fraction of the cost."""

    __slots__ = ("_base",)

    def __init__(self, base: str | None) -> None:
        self._base = base

    def absolute(self, reference: str, schemes: frozenset[str] = WEB) -> str | None:
        """Return what ``absolute_url`` returns."""
        if self._base and reference[:4] != "http" and len(reference) <= MAX_URL_CHARS:
            origin, folder = _starts(self._base)
            start = origin if reference[:1] == "/" else folder
            if start and _CLEAN_PATH.fullmatch(reference):
                return start + reference
        return absolute_url(reference, self._base, schemes=schemes)

    def escaped(self, written: str) -> str | None:
        """Return the clean address of a link, escaped for HTML; ``None`` if that takes more than one pattern.

        ``written`` is the value of the attribute in HTML, whose references are all ``&amp;``.
        """
        match = _ESCAPED_URL.fullmatch(written)
        if match is None or "/." in written or len(written) > MAX_URL_CHARS:
            return None
        if match[1]:
            return written
        origin = _starts(self._base)[0] if self._base else None
        return origin and origin + written


@lru_cache(maxsize=64)
def _starts(base: str) -> tuple[str | None, str | None]:
    """Return what clean references from the root, and others, begin with."""
    origin, folder = _ORIGIN.match(base), _FOLDER.match(base)
    is_clean = folder is not None and _CLEAN_URL.fullmatch(folder[0])
    return origin and origin[0], folder[0] if folder and is_clean else None


def without_tracking(url: str) -> str:
    """The address less campaign, click and session parameters (R-URL-09, R-PRIV-01)."""
    if ";" in url:
        url = _SESSION_PATH.sub("", url)
    if ("?" not in url and "&" not in url and ";" not in url) or not _TRACKED.search(url):
        return url
    rest, hash_sign, fragment = url.partition("#")
    rest, _, query = rest.partition("?")
    kept = [part for part in query.split("&") if not _TRACKER.fullmatch(part)] if query else []
    query = "?" + "&".join(kept) if kept else ""
    fragment = "" if _TRACKER.fullmatch(fragment.partition("&")[0]) else hash_sign + fragment
    return rest + query + fragment


def permalink(reference: str, base: str | None = None) -> str | None:
    """An article's address: absolute, http or https, without tracking; ``None`` when it is none."""
    url = absolute_url(reference, base)
    return url and without_tracking(url)


def canonical_url(url: str) -> str:
    """The normal form that an id is minted from (R-ID-06); never an address to fetch.

    The scheme counts as https, the fragment and tracking do not count, so that a move to https keeps the id.
    """
    parts = urlsplit(without_tracking(nfc(url)))
    host = (parts.hostname or "").rstrip(".")
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    path = urljoin("http://h/", _normal_escapes(parts.path or "/"))[len("http://h") :]
    query = f"?{_normal_escapes(parts.query)}" if parts.query else ""
    return f"https://{host}{port}{path}{query}"


def is_absolute_iri(text: str) -> bool:
    """Whether a text can be an Atom id: an absolute IRI, a ``tag:`` one well-formed (R-ID-03, R-ID-12)."""
    if text[:4].lower() == "tag:":
        return _TAG_URI.fullmatch(text) is not None
    return _ABSOLUTE.fullmatch(text) is not None


def host_of(url: str) -> str | None:
    """The host name of an absolute address, lower case."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _simply_joined(reference: str, base: str) -> str | None:
    """The commonest case at a tenth of the cost: a clean path from the root or beside the base."""
    match = (_ORIGIN if reference[:1] == "/" else _FOLDER).match(base)
    if not match or not _CLEAN_PATH.fullmatch(reference):
        return None
    joined = match[0] + reference
    return joined if _CLEAN_URL.fullmatch(joined) else None


def _slashes(text: str) -> str:
    """Backslashes before the query as the slashes browsers take them for."""
    head, mark, tail = text.partition("?")
    return head.replace("\\", "/") + mark + tail


def _resolved(reference: str, base: str | None) -> str | None:
    """By RFC 3986 §5; without a base only what is absolute, or lacks but the scheme."""
    if base is None and reference.startswith("//"):
        reference = f"https:{reference}"
    try:
        if re.match("https?://", reference, re.IGNORECASE):
            return _uri(reference)
        return None if base is None else _uri(urljoin(base, reference))
    except ValueError:
        return None


def _uri(url: str) -> str | None:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    host = _a_labels(parts.hostname or "")
    if scheme not in WEB or not host:
        return None
    port = parts.port
    authority = host if port is None or port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
    path = _encode(parts.path, _SAFE_PATH)
    query = f"?{_encode(parts.query, _SAFE_QUERY)}" if parts.query else ""
    fragment = f"#{_encode(parts.fragment, _SAFE_QUERY)}" if parts.fragment else ""
    return f"{scheme}://{authority}{path}{query}{fragment}"


def _a_labels(host: str) -> str | None:
    """The host in ASCII, without a dot at its end: A-labels for international names, as it is otherwise."""
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            return None
    host = host.rstrip(".")
    literal = f"[{host}]" if ":" in host else host
    return literal if _ASCII_HOST.fullmatch(literal) and _can_be_opened(host) else None


def _can_be_opened(host: str) -> bool:
    """Whether a host that ends in a number is an IPv4 address; no browser opens another one.

    Source: WHATWG URL, "ends in a number" and "IPv4 parser".
    """
    parts = host.split(".")
    if ":" in host or not _NUMBER.fullmatch(parts[-1]):
        return True
    if len(parts) > _IPV4_PARTS or not all(map(_IPV4_PART.fullmatch, parts)):
        return False
    *first, last = (int(part, 16 if "x" in part else 8 if part[0] == "0" else 10) for part in parts)
    return all(number <= _BYTE for number in first) and last < (_BYTE + 1) ** (_IPV4_PARTS - len(first))


def _encode(text: str, safe: str) -> str:
    """Percent-encode what a URI may not hold, as UTF-8 in NFC; valid escapes stay as they are."""
    text = nfc(text).encode("utf-8", "replace").decode("utf-8")
    return quote(_BAD_ESCAPE.sub("%25", text), safe=safe)


def _normal_escapes(text: str) -> str:
    """Escapes in upper case, and only where they are needed."""

    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(normal, _encode(text, _SAFE_QUERY))
