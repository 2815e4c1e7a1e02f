"""Images in HTML: real addresses for lazy ones, absolute candidates, no tracking pixels (R-TEXT-12)."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from feeds.text.urls import CLEAN_ADDRESS, MAX_URL_CHARS, AddressResolver, without_tracking

_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-actualsrc",
    "data-echo",
)
_LAZY_NAMES = frozenset(_LAZY)
_PLACEHOLDER_NAME = re.compile(
    r"(?<![a-z0-9])(?:placeholder|blank|spacer|loading|loader|spinner|lazy(?:load)?|dummy|grey|gr[ae]y|transparent"
    r"|1x1|pixel|empty)(?![a-z0-9])",
    re.IGNORECASE,
)
_PLACEHOLDER_TYPES = (".gif", ".png", ".svg", ".jpg", ".jpeg", ".webp")
_IMAGE_ADDRESS = re.compile(
    r"(?!data:)[^\s<>\"'{}]{1,1000}\.(?:avif|bmp|gif|heic|jpe?g|jfif|jxl|png|svg|tiff?|webp)(?:[?#@!][^\s<>\"']*)?",
    re.IGNORECASE,
)
_PIXEL_HOSTS = re.compile(
    r"https?://(?:[^/]*\.)?(?:doubleclick\.net|google-analytics\.com|feedsportal\.com|scorecardresearch\.com"
    r"|pixel\.quantserve\.com|pixel\.wp\.com|stats\.wordpress\.com|feeds\.feedburner\.com/~r)",
    re.IGNORECASE,
)
_PIXEL_NAME = re.compile(r"pixel|track|beacon|count|open|stat|1x1|blank|spacer|clear", re.IGNORECASE)
_PICTURE_NAME = re.compile(r"\.(?:avif|jpe?g|png|svg|webp)$", re.IGNORECASE)
_SIZE = re.compile(r"\s*+(\d+)(?:\.\d+)?\s*+(?:px)?\s*+")
_CANDIDATE = re.compile(r"([^\s,]\S*+)(?:(?<=,)|\s*+([^,]*+))")
_DESCRIPTOR = re.compile(r"(?<!\S)\d{1,6}(?:\.\d{1,6})?[wx](?!\S)")
_SIZE_DIGITS = 5
_MAX_CANDIDATES = 40
_MAX_SRCSET_CHARS = 20_000

_CLEAN_CANDIDATE = rf"{CLEAN_ADDRESS}(?<!,) \d{{1,6}}(?:\.\d{{1,6}})?[wx]"
_CLEAN_SRCSET = re.compile(rf"{_CLEAN_CANDIDATE}(?:, {_CLEAN_CANDIDATE}){{0,{_MAX_CANDIDATES - 1}}}+")
"""What ``srcset`` returns unchanged."""

_DATA_IMAGE = re.compile(r"data:image/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE)
_MAX_DATA_CHARS = 64_000
_SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "gif": b"GIF8", "webp": b"RIFF", "jpeg": b"\xff\xd8\xff"}
_MIN_DATA_BYTES = 24


def image_attributes(attributes: dict[str, str], resolver: AddressResolver) -> dict[str, str]:
    """Return the attributes of an image in one order, without ``src`` where there is no address to show."""
    source = image_source(attributes, resolver)
    width, height = _size(attributes.get("width")), _size(attributes.get("height"))
    whole = (
        ("src", source if source and not _is_tracker(source, width, height) else None),
        ("alt", attributes.get("alt", "")),
        ("title", attributes.get("title")),
        ("width", str(width) if width else None),
        ("height", str(height) if height else None),
        ("srcset", srcset(_candidate_text(attributes), resolver) or None),
        ("sizes", attributes.get("sizes")),
        ("lang", attributes.get("lang")),
        ("dir", attributes.get("dir")),
    )
    return {key: value for key, value in whole if value is not None}


def image_source(attributes: dict[str, str], resolver: AddressResolver) -> str | None:
    """Return the absolute address that a browser with scripts would end up with."""
    shown = attributes.get("src", "").strip()
    lazy = "" if _LAZY_NAMES.isdisjoint(attributes) else _first_lazy(attributes)
    if lazy and not lazy.startswith("data:") and not lazy.startswith("{"):
        shown = lazy
    elif not shown or is_placeholder(shown):
        shown = _largest(_candidate_text(attributes), resolver) or _unusual_lazy(attributes) or shown
    if shown[:5].lower() == "data:":
        return _data_image(shown)
    url = resolver.absolute(shown) if shown else None
    return url and without_tracking(url)


def _first_lazy(attributes: dict[str, str]) -> str:
    return next((value for key in _LAZY if (value := attributes.get(key, "").strip())), "")


def is_tracking_image(attributes: dict[str, str], resolver: AddressResolver) -> bool:
    """Whether an image only counts its readers (R-PRIV-01)."""
    source = image_source(attributes, resolver)
    width, height = (_size(attributes.get(key)) for key in ("width", "height"))
    return bool(source and _is_tracker(source, width, height))


@lru_cache(maxsize=8)
def is_placeholder(address: str) -> bool:
    """Whether an address is a placeholder for an image that a script loads later.

    Cached, because each step of cleaning an image asks it of the same address.
    """
    if address[:5].lower() == "data:":
        return _data_image(address) is None or len(address) < 400  # noqa: PLR2004 - a few pixels at most
    name = address.partition("?")[0].rpartition("/")[2][-200:]
    return address[:6].lower() == "about:" or (
        name.lower().endswith(_PLACEHOLDER_TYPES) and _PLACEHOLDER_NAME.search(name) is not None
    )


def srcset(text: str, resolver: AddressResolver) -> str:
    """Return ``srcset`` with absolute addresses; candidates that cannot be made absolute are dropped."""
    if len(text) <= MAX_URL_CHARS and _CLEAN_SRCSET.fullmatch(text):
        return text
    kept = []
    for url, descriptor in _candidates(text):
        absolute = resolver.absolute(url)
        if absolute and not absolute.endswith(","):
            kept.append(f"{absolute} {descriptor}".rstrip())
    return ", ".join(kept)


def image_tag(attributes: dict[str, str], resolver: AddressResolver) -> str | None:
    """Return an ``<img>`` with a usable address, or ``None``."""
    whole = image_attributes(attributes, resolver)
    if "src" not in whole:
        return None
    written = [f' {key}="{attribute(value)}"' for key, value in whole.items()]
    return f"<img{''.join(written)}>"


def attribute(value: str) -> str:
    """Escape an attribute's value in the way the sanitiser writes it."""
    if (
        "&" not in value
        and "<" not in value
        and ">" not in value
        and '"' not in value
        and "\xa0" not in value
    ):
        return value
    return escape(value, quote=False).replace('"', "&quot;").replace("\xa0", "&nbsp;")


def _candidate_text(attributes: dict[str, str]) -> str:
    found = attributes.get("srcset") or attributes.get("data-srcset") or attributes.get("data-lazy-srcset")
    if found:
        return found
    others = ((key, value) for key, value in attributes.items() if key.endswith("set") and value)
    return next((value for key, value in others if key.endswith("srcset") or _names_image(value)), "")


def _names_image(candidates: str) -> bool:
    """Whether a list of candidates begins with the address of an image."""
    first, _ = next(_candidates(candidates), ("", ""))
    return _IMAGE_ADDRESS.fullmatch(first) is not None


def _candidates(text: str) -> Iterator[tuple[str, str]]:
    """Yield each address of a ``srcset`` with its descriptor. Source: HTML §4.8.4.2.1."""
    for match, _ in zip(_CANDIDATE.finditer(text[:_MAX_SRCSET_CHARS]), range(_MAX_CANDIDATES), strict=False):
        url, descriptor = match[1].rstrip(","), _DESCRIPTOR.search(match[2] or "")
        if url:
            yield url, descriptor[0] if descriptor else ""


def _largest(text: str, resolver: AddressResolver) -> str | None:
    """Return the candidate with the largest descriptor."""
    found = [(url, descriptor) for url, descriptor in _candidates(text) if not is_placeholder(url)]
    found = [(url, descriptor) for url, descriptor in found if resolver.absolute(url)]
    return max(found, key=lambda one: float(one[1][:-1] or 1))[0] if found else None


def _unusual_lazy(attributes: dict[str, str]) -> str | None:
    """Return the image address in an attribute that no list names, those with ``src`` in their name first."""
    found = [
        value.strip()
        for key, value in sorted(attributes.items(), key=lambda item: "src" not in item[0])
        if key not in ("src", "alt", "title", "class", "id", "style")
        and not key.endswith("srcset")
        and _IMAGE_ADDRESS.fullmatch(value.strip())
        and not is_placeholder(value.strip())
    ]
    return found[0] if found else None


def _data_image(address: str) -> str | None:
    """Return an image inside its address where it is a small real image and no placeholder."""
    match = _DATA_IMAGE.fullmatch(address) if len(address) <= _MAX_DATA_CHARS else None
    if not match:
        return None
    kind = match[1].lower().replace("jpg", "jpeg")
    encoded = "".join(match[2].split())
    try:
        data = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(data) < _MIN_DATA_BYTES or not data.startswith(_SIGNATURES[kind]) or _is_dot(kind, data):
        return None
    return f"data:image/{kind};base64,{encoded}"


def _is_dot(kind: str, data: bytes) -> bool:
    """Whether an image has one pixel or none in a direction."""
    if kind == "gif":
        sizes = (int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little"))
    elif kind == "png":
        sizes = (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"))
    else:
        return False
    return min(sizes) <= 1


def _size(value: str | None) -> int | None:
    """Return a size in pixels, ``None`` for percentages and no value."""
    if value is not None and len(value) <= _SIZE_DIGITS and value.isascii() and value.isdigit():
        return int(value)
    match = _SIZE.fullmatch(value) if value and len(value) < 20 else None  # noqa: PLR2004 - digits of a size
    return int(match[1][:_SIZE_DIGITS]) if match else None


def _is_tracker(url: str, width: int | None, height: int | None) -> bool:
    """Whether an image only counts its readers; two zeros alone say that the size is unknown."""
    if 1 in (width, height) or _PIXEL_HOSTS.match(url):
        return True
    if 0 not in (width, height):
        return False
    name = url.partition("?")[0].rpartition("/")[2]
    return _PIXEL_NAME.search(name[-200:]) is not None or _PICTURE_NAME.search(name) is None
