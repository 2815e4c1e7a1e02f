"""Images in HTML: real addresses for lazy ones, candidates absolute, tracking pixels out (R-TEXT-12)."""

import re

from feeds.text.urls import absolute_url, without_tracking

_REAL = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-actualsrc", "data-echo")
_ORDER = ("src", "alt", "title", "width", "height", "srcset", "sizes", "lang", "dir")
_PLACEHOLDER = re.compile(
    r"data:|about:|.*\b(?:placeholder|blank|spacer|loading|lazy(?:load)?|grey|transparent|1x1|pixel)\b[^/]*\.(?:gif|png|svg|jpe?g)",
    re.IGNORECASE,
)
_PIXEL_HOSTS = re.compile(
    r"https?://(?:[^/]*\.)?(?:doubleclick\.net|google-analytics\.com|feedsportal\.com|scorecardresearch\.com"
    r"|pixel\.quantserve\.com|pixel\.wp\.com|stats\.wordpress\.com|feeds\.feedburner\.com/~r)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\s*(\d+)(?:\.\d+)?\s*(?:px)?\s*")
_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*[^\s,]|[^\s,])(?:\s+(\d+(?:\.\d+)?[wxh]))?[^,]*(?:,|$)")


def image_attributes(attributes: dict[str, str], base: str | None) -> dict[str, str]:
    """The attributes of an image made whole, in one order; without ``src`` when it is none to show."""
    whole: dict[str, str] = {}
    source = _source(attributes, base)
    width, height = (_size(attributes.get(key)) for key in ("width", "height"))
    if source and not _tracks(source, width, height):
        whole["src"] = source
    whole["alt"] = attributes.get("alt", "")
    whole |= {key: attributes[key] for key in ("title", "lang", "dir", "sizes") if key in attributes}
    whole |= {key: str(size) for key, size in (("width", width), ("height", height)) if size}
    if candidates := _candidates(attributes.get("srcset") or attributes.get("data-srcset") or "", base):
        whole["srcset"] = candidates
    return {key: whole[key] for key in _ORDER if key in whole}


def _source(attributes: dict[str, str], base: str | None) -> str | None:
    """The address a browser would end up with, scripts run."""
    shown = attributes.get("src", "")
    lazy = next((attributes[key] for key in _REAL if attributes.get(key)), None)
    if lazy and not lazy.startswith("data:"):
        shown = lazy
    elif not shown or _PLACEHOLDER.match(shown):
        candidates = _candidates(attributes.get("srcset") or attributes.get("data-srcset") or "", base)
        shown = candidates.rpartition(", ")[2].partition(" ")[0] or shown
    url = absolute_url(shown, base) if shown else None
    return url and without_tracking(url)


def _candidates(srcset: str, base: str | None) -> str:
    """``srcset`` with absolute addresses; what cannot be made absolute goes."""
    kept = []
    for url, descriptor in _CANDIDATE.findall(srcset):
        absolute = absolute_url(url, base)
        if absolute and not absolute.endswith(","):
            kept.append(f"{absolute} {descriptor}".rstrip())
    return ", ".join(kept)


def _size(value: str | None) -> int | None:
    """A size in pixels, ``None`` for percentages and none."""
    match = _SIZE.fullmatch(value) if value else None
    return int(match[1][:5]) if match else None


def _tracks(url: str, width: int | None, height: int | None) -> bool:
    """Whether an image is there to count readers (R-PRIV-01)."""
    return width in (0, 1) or height in (0, 1) or _PIXEL_HOSTS.match(url) is not None
