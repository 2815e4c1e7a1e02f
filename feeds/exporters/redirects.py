"""What a plain web server must know of addresses that left: a list for programs, and a map for nginx.

Pure: the folder writes them beside the publications.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

LIST = "moved.json"
MAP = "moved.map"

_HEAD = """# Made by feeds build; nginx reads it in http { }:
# map_hash_bucket_size 512;
# map $uri $feeds_left { include DIR/moved.map; }
# and in server { }:
# if ($feeds_left = gone) { return 410; }
# if ($feeds_left) { return 301 $feeds_left; }
"""
_REST = r"(?<feeds_rest>(?:\.[a-z]+)?\.[a-z]+|/archive/[^/]+)"
"""What follows a channel's path in the addresses of its feeds, its pages and its archive."""

_UNSAFE = str.maketrans({'"': "%22", "\\": "%5C", "$": "%24", " ": "%20"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedAddress:
    """A channel that left: where its page is now, and what the endings of its feeds are appended to.

    Both are absolute, and followed to their ends; both are ``None`` for a channel that ended.
    """

    path: str
    page: str | None = None
    base: str | None = None


def moved_list(left: Sequence[RemovedAddress], departed: Sequence[str]) -> bytes:
    """Write ``{"moved": {path: {"page": …, "base": …}}, "gone": [path], "departed": [name]}``.

    A path stands for all addresses of a channel (``old``, ``old.atom``, ``old.en.html``,
    ``old/archive/2024-10.atom``), a name for one.
    """
    told = {
        "moved": {one.path: {"page": one.page, "base": one.base} for one in left if one.base},
        "gone": [one.path for one in left if not one.base],
        "departed": list(departed),
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def nginx_map(left: Sequence[RemovedAddress], departed: Sequence[str], prefix: str = "") -> bytes:
    """Write lines for nginx's ``map``: from the path asked for to where it moved, or ``gone``.

    ``prefix`` is the path of the site's own address; it may be there or not, as for the service.
    """
    before = f"(?:{re.escape(prefix)})?" if prefix else ""
    lines = [f'"{root}/{name}" gone;\n' for name in departed for root in sorted({"", prefix})]
    for one in left:
        start = f"~^{before}/{re.escape(one.path)}"
        page = _safe(one.page) if one.page else "gone"
        feeds = f"{_safe(one.base)}$feeds_rest" if one.base else "gone"
        lines += [f'"{start}$" "{page}";\n', f'"{start}{_REST}$" "{feeds}";\n']
    return (_HEAD + "".join(lines)).encode()


def _safe(url: str) -> str:
    return url.translate(_UNSAFE)
