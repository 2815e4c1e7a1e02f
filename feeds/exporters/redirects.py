"""Redirects for other web servers: a list for programs, and rules for nginx, Netlify and Apache.

No I/O: the folder exporter writes them with the publications.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

LIST = "moved.json"
MAP = "moved.map"
NETLIFY = "_redirects"
APACHE = ".htaccess"

_HEAD = """# Made by feeds build; nginx reads it in http { }:
# map_hash_bucket_size 512;
# map $uri $feeds_left { include DIR/moved.map; }
# and in server { }:
# if ($feeds_left = gone) { return 410; }
# if ($feeds_left) { return 301 $feeds_left; }
"""
_REST = r"(?<feeds_rest>(?:\.[a-z]+)?\.[a-z]+|/archive/[^/]+)"
"""The suffixes of a channel's path in the addresses of its feeds, pages and archive parts."""

_APACHE_REST = r"((?:\.[a-z]+)?\.[a-z]+|/archive/[^/]+)"
_ENDINGS = ("rss", "atom", "json", "html")
_UNSAFE = str.maketrans({'"': "%22", "\\": "%5C", "$": "%24", " ": "%20"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedAddress:
    """A removed channel: the address of its page now, and the address that feed suffixes are appended to.

    Both are absolute and final, after all moves; both are ``None`` for a channel that ended.
    """

    path: str
    page: str | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldAddress:
    """One old address: a path without query, percent-encoded, and the URL it leads to."""

    path: str
    url: str


def moved_list(removed: Sequence[RemovedAddress], gone: Sequence[str]) -> bytes:
    """Write ``{"moved": {path: {"page": …, "base": …}}, "gone": [path], "departed": [name]}``.

    A path means all addresses of a channel (``old``, ``old.atom``, ``old.en.html``,
    ``old/archive/2024-10.atom``), a name for one. ``gone`` are the names of removed addresses.
    """
    listed = {
        "moved": {one.path: {"page": one.page, "base": one.base} for one in removed if one.base},
        "gone": [one.path for one in removed if not one.base],
        "departed": list(gone),
    }
    return json.dumps(listed, ensure_ascii=False, indent=1).encode() + b"\n"


def nginx_map(
    removed: Sequence[RemovedAddress],
    gone: Sequence[str],
    prefix: str = "",
    old: Sequence[OldAddress] = (),
) -> bytes:
    """Write lines for nginx's ``map``: from a requested path to its new address, or to ``gone``.

    ``prefix`` is the path of the site's own address; requests match with and without it, as in the service.
    """
    before = f"(?:{re.escape(prefix)})?" if prefix else ""
    lines = [f'"{root}/{name}" gone;\n' for name in gone for root in sorted({"", prefix})]
    lines += [f'"{unquote(one.path)}" "{_safe(one.url)}";\n' for one in old]
    for one in removed:
        start = f"~^{before}/{re.escape(one.path)}"
        page = _safe(one.page) if one.page else "gone"
        feeds = f"{_safe(one.base)}$feeds_rest" if one.base else "gone"
        lines += [f'"{start}$" "{page}";\n', f'"{start}{_REST}$" "{feeds}";\n']
    return (_HEAD + "".join(lines)).encode()


def _safe(url: str) -> str:
    return url.translate(_UNSAFE)


def netlify_redirects(removed: Sequence[RemovedAddress], old: Sequence[OldAddress]) -> bytes:
    """Write Netlify's ``_redirects``: one rule a line. It knows no 410: channels that ended answer 404."""
    lines = [f"{one.path} {one.url} 301\n" for one in old]
    for one in removed:
        if one.base:
            path = f"/{quote(one.path)}"
            lines += [f"{path} {one.page} 301\n", f"{path}/archive/* {one.base}/archive/:splat 301\n"]
            lines += [f"{path}.{ending} {one.base}.{ending} 301\n" for ending in _ENDINGS]
    return ("# Written by feeds build\n" + "".join(lines)).encode()


def apache_redirects(
    removed: Sequence[RemovedAddress],
    gone: Sequence[str],
    prefix: str = "",
    old: Sequence[OldAddress] = (),
) -> bytes:
    """Write directives of Apache's mod_alias for ``.htaccess`` or the server's configuration."""
    lines = [f'RedirectMatch 301 "^{_pattern(unquote(one.path))}$" "{_safe(one.url)}"\n' for one in old]
    lines += [f'RedirectMatch 410 "^{_pattern(f"{prefix}/{name}")}$"\n' for name in gone]
    for one in removed:
        start = _pattern(f"{prefix}/{one.path}")
        if one.base:
            lines += [
                f'RedirectMatch 301 "^{start}$" "{_safe(one.page or one.base)}"\n',
                f'RedirectMatch 301 "^{start}{_APACHE_REST}$" "{_safe(one.base)}$1"\n',
            ]
        else:
            lines.append(f'RedirectMatch 410 "^{start}{_APACHE_REST}?$"\n')
    return ("# Written by feeds build\n" + "".join(lines)).encode()


def _pattern(path: str) -> str:
    return re.escape(path).replace('"', r"\x22")
