"""What a request target means: a publication, a page in some language, a redirect, or nothing.

Pure: nothing is looked up here, so a well-formed address may still be unknown.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from feeds.errors import ConfigError, Problem
from feeds.model import INDEX
from feeds.server.auth.subscriber_tokens import TOKEN_PREFIX
from feeds.server.http.well_known import well_known_feeds

EVENTS = ".events"
"""The ending of a stream of changes."""

EXTENSIONS = frozenset(
    {"rss", "atom", "json", "events", "xml", "html", "css", "svg", "png", "ico", "txt", "opml"}
)
"""Endings that name a publication or a stream; everything else is a page."""

_OPERATIONAL = frozenset({"admin", "api", "health", "hub", "metrics", "ready"})
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})?+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One publication by its name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAddress:
    """The changes of a JSON feed as events; ``name`` is that of the feed (``news.json``)."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAddress:
    """The page of a channel (``news`` or ``index``), in the client's language."""

    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Moved permanently: the ``Location``."""

    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Ended permanently (R-HTTP-46)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """No address of this site can look like this."""


Address = Resource | StreamAddress | PageAddress | Redirect | Gone | NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUrl:
    """An address behind a subscriber's token (R-AUTH-01); a redirect stays on this host (R-AUTH-09)."""

    token: str
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMove:
    """A channel that moved: ``to`` is a channel path, or an absolute URL that the ending is appended to."""

    path: str
    to: str


class Addresses:
    """Reads request targets for one site. ``site_url`` is the public base, without a trailing slash."""

    def __init__(
        self,
        site_url: str,
        moved: tuple[ChannelMove, ...] = (),
        gone: tuple[str, ...] = (),
        redirects: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Follow each move to its end, so that a redirect is one hop (R-HTTP-42). Raises ``ConfigError``."""
        self._site_url = site_url
        self.prefix = "/" + "/".join(site_url.split("/")[3:]) if site_url.count("/") > len("//") else ""
        self._moved = _final_moves(moved)
        self._gone = frozenset(gone)
        self._redirects = {self._redirect_key(old): target for old, target in redirects}

    def read(self, target: str) -> Address | TokenUrl:
        """The meaning of a request target without its query, with or without the path of the site."""
        name = self._name_of(target)
        if name is None:
            return NotFound()
        if self._redirects and (location := self._redirected(name, target)):
            return Redirect(location=location)
        if name.startswith(TOKEN_PREFIX):
            return self._behind_token(name)
        return self._meaning(name)

    def _redirect_key(self, target: str) -> tuple[str, str]:
        return self._name_of(target) or "", target.partition("?")[2]

    def _redirected(self, name: str, target: str) -> str | None:
        """Where ``[[redirects]]`` lead a target: one with the same query first, then one without a query."""
        found = self._redirects.get((name, target.partition("?")[2])) or self._redirects.get((name, ""))
        return f"{self._site_url}{found}" if found and found.startswith("/") else found

    def _behind_token(self, name: str) -> TokenUrl:
        token, _, rest = name.removeprefix(TOKEN_PREFIX).partition("/")
        address = NotFound() if rest.startswith(TOKEN_PREFIX) else self._meaning(rest)
        if isinstance(address, Redirect):
            own = address.location.startswith(f"{self._site_url}/")
            path = address.location.removeprefix(self._site_url)
            address = Redirect(location=f"{self.prefix}/{TOKEN_PREFIX}{token}{path}") if own else NotFound()
        return TokenUrl(token=token, address=address)

    def _meaning(self, name: str) -> Address:
        if name == INDEX:
            return Redirect(location=self.url(""))
        channel, ending = split_name(name)
        if channel in self._moved:
            return Redirect(location=self._moved_to(self._moved[channel], name.removeprefix(channel)))
        if channel in self._gone:
            return Gone()
        if ending == EVENTS:
            is_feed = "/archive/" not in name
            return StreamAddress(name=f"{channel}.json") if is_feed else NotFound()
        return Resource(name=name) if ending else PageAddress(channel=name or INDEX)

    def well_known(self, target: str) -> tuple[str, ...]:
        """The feeds for a well-known address that readers try; best first."""
        return well_known_feeds(self._name_of(target) or "")

    def canonical(self, target: str) -> str:
        """The path of an address in its canonical spelling, without a query (R-HTTP-35)."""
        return self.path(self._name_of(target) or "")

    def public(self, target: str) -> str:
        """The absolute address of a target, without a query."""
        return self.url(self._name_of(target) or "")

    def is_canonical(self, target: str) -> bool:
        """Whether a target carries neither a query nor a slash at its end."""
        root = ("/", f"{self.prefix}/", self.prefix)
        return "?" not in target and (not target.endswith("/") or _path_of(target) in root)

    def path(self, name: str) -> str:
        """The address of a name without scheme and host."""
        return f"{self.prefix}/{quote(name)}"

    def url(self, name: str) -> str:
        """The absolute address of a name."""
        return f"{self._site_url}/{quote(name)}"

    def _name_of(self, target: str) -> str | None:
        """The decoded path without slashes at its ends, ``None`` if it cannot be a name."""
        path = _path_of(target)
        if self.prefix and (path == self.prefix or path.startswith(f"{self.prefix}/")):
            path = path.removeprefix(self.prefix)
        try:
            name = unicodedata.normalize(
                "NFC", unquote_to_bytes(path.encode(errors="surrogateescape")).decode()
            )
        except UnicodeDecodeError:
            return None
        name = name.removeprefix("/").removesuffix("/")
        return name if not name or _well_formed(name) else None

    def _moved_to(self, to: str, rest: str) -> str:
        if "://" in to:
            return f"{to}{quote(rest)}"
        return self.url("" if to == INDEX and not rest else f"{to}{rest}")


def split_name(name: str) -> tuple[str, str]:
    """The channel of a name, and its ending: ``news/archive/2024-10.atom`` belongs to ``news``."""
    stem, dot, extension = name.rpartition(".")
    if not dot or extension not in EXTENSIONS or "/" in extension:
        return name, ""
    if extension == "html":
        page, dot, language = stem.rpartition(".")
        return (page, f".{language}.html") if dot else (stem, ".html")
    return stem.partition("/archive/")[0], f".{extension}"


def due_channel(name: str) -> str:
    """The channel whose releases and expiries change a name; sitemaps list the articles of all channels."""
    is_sitemap = name.endswith(".xml") and "sitemap" in name and "/" not in name
    return INDEX if is_sitemap else split_name(name)[0]


def is_operational(target: str) -> bool:
    """Whether a target belongs to the operation of the service, not to its public content."""
    return canonical_target(_path_of(target)).strip("/").partition("/")[0] in _OPERATIONAL


def canonical_target(target: str) -> str:
    """A target with unreserved characters decoded and other escapes in upper case.

    Whatever compares paths, a proxy or a router, then sees one spelling: a ``%`` that begins no escape is
    escaped, else ``%6%31`` would become the escape ``%61``. Source: RFC 3986 §6.2.2.
    """
    return _ESCAPED.sub(_canonical_escape, target) if "%" in target else target


def _canonical_escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _path_of(target: str) -> str:
    """The path of a target in any of its forms, without query and fragment (RFC 9112 §3.2)."""
    path = target.partition("?")[0].partition("#")[0]
    if path.startswith("/"):
        return path
    _, scheme, rest = path.partition("://")
    return f"/{rest.partition('/')[2]}" if scheme else path


def _well_formed(name: str) -> bool:
    """Whether every segment is a name: printable, neither empty nor ``.`` or ``..``."""
    return (
        name.isprintable()
        and "\\" not in name
        and all(segment not in {"", ".", ".."} for segment in name.split("/"))
    )


def _final_moves(moved: tuple[ChannelMove, ...]) -> dict[str, str]:
    direct = {move.path: move.to for move in moved}
    return {path: _follow(path, direct) for path in direct}


def _follow(path: str, direct: Mapping[str, str]) -> str:
    seen = [path]
    while (to := direct[seen[-1]]) in direct:
        if to in seen:
            problem = Problem(
                where="channels",
                message=f"the move of {path!r} leads back to {to!r}",
                hint="End it somewhere",
            )
            raise ConfigError((problem,))
        seen.append(to)
    return to
