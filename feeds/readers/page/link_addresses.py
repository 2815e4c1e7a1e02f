"""The addresses of links in a page, made absolute at little cost."""

import re
from functools import lru_cache
from urllib.parse import urljoin

_STEP = r"/[A-Za-z0-9_~$'()*+,=:@%!-][A-Za-z0-9_~$'()*+,=:@%!.-]*+"
_ROOTED = re.compile(rf"(?:{_STEP})++/?")
"""A path from the root that stays as it is."""

_ROOT = re.compile(r"https?://[^/?#\s]++/")
_NOT_LINKED = re.compile(r"(?:javascript|data|vbscript|about):", re.IGNORECASE)


def absolute(href: str, base: str | None) -> str | None:
    """Return the address of a link; ``None`` if a feed must not link to it."""
    if base and _ROOTED.fullmatch(href) and (root := _root(base)):
        return root + href
    href = href.strip()
    if not href or href.startswith("#") or _NOT_LINKED.match(href):
        return None
    try:
        return urljoin(base, href) if base else href
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _root(base: str) -> str | None:
    """Return the address that paths from the root of a page's site are added to."""
    try:
        root = urljoin(base, "/")
    except ValueError:
        return None
    return root[:-1] if _ROOT.fullmatch(root) else None
