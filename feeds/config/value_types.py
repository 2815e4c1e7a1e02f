"""Types of single settings: each parses one value and says what is wrong with it."""

import re
from ipaddress import ip_network
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from feeds.text.language import language_tag

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PATH_SEGMENT = re.compile(r"[\w-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")

RESERVED = frozenset(
    {"api", "hub", "health", "ready", "metrics", "static", "archive", "opml", "sitemap", "feed"}
)
"""Path segments that the server uses itself; ``archive`` follows the path of a channel."""

COUNTRY_LANGUAGES = {
    "at": "de-AT", "cn": "zh-CN", "cz": "cs", "dk": "da", "gb": "en-GB", "ge": "ka", "gr": "el", "il": "he",
    "ir": "fa", "jp": "ja", "kr": "ko", "mx": "es-MX", "rs": "sr", "ru": "ru", "se": "sv", "tw": "zh-TW",
    "ua": "uk", "us": "en-US", "vn": "vi",
}  # fmt: skip
"""Country codes that are often written in place of a language."""

DEPRECATED_LANGUAGES = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
"""Old codes and the registry's Preferred-Value (RFC 5646 §4.5)."""


def duration_s(value: object) -> float:
    """Convert ``"90s"``, ``"5m"`` or a number of seconds to seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = _DURATION.fullmatch(str(value).strip())
    if found is None:
        raise PydanticCustomError("duration", "is not a duration")
    return float(found[1]) * _UNITS_S[found[2]]


def _http_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        valid = parts.scheme in {"http", "https"} and parts.hostname and not parts.username
        _ = parts.port
    except ValueError:
        valid = False
    if not valid or re.search(r"[\s<>\"{}|\\^`\x00-\x1f]", value):
        raise PydanticCustomError("url", "is not an http(s) address with a host")
    return value


def _site_url(value: str) -> str:
    parts = urlsplit(_http_url(value))
    if parts.query or parts.fragment:
        raise PydanticCustomError("site_url", "is not a base for addresses: it has a query or a fragment")
    return value


def _move_target(value: str) -> str:
    """Accept a channel path, or an address that endings such as ``.atom`` can be appended to."""
    if "://" not in value:
        return _channel_path(value)
    parts = urlsplit(_http_url(value))
    if parts.query or parts.fragment or value.endswith("/"):
        raise PydanticCustomError("target", "is not an address that endings can be appended to")
    return value


def _whole(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("whole", "is not a whole number")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        from feeds.config.suggestions import zone_like  # loaded here: it is for faults alone

        name = zone_like(value)
        raise PydanticCustomError("zone", "is not a time zone{hint}", {"hint": _meant(name)})
    return value


def _meant(name: str | None) -> str:
    return f"; did you mean {name}?" if name else ""


def _language(value: str) -> str:
    """Return the canonical tag; refuse one whose language is not registered, as feed validators do."""
    from feeds.text.language_codes import LANGUAGES  # loaded here: it is a large table

    tag = language_tag(value)
    if tag is None:
        from feeds.config.suggestions import LANGUAGE_NAMES

        name = LANGUAGE_NAMES.get(value.strip().casefold())
        raise PydanticCustomError("language", "is not a language tag{hint}", {"hint": _meant(name)})
    primary, separator, rest = tag.partition("-")
    if primary in DEPRECATED_LANGUAGES:
        return f"{DEPRECATED_LANGUAGES[primary]}{separator}{rest}"
    if primary != "x" and primary not in LANGUAGES:
        hint = _meant(COUNTRY_LANGUAGES.get(primary))
        raise PydanticCustomError("language", "is not a registered language{hint}", {"hint": hint})
    return tag


def _channel_path(value: str) -> str:
    segments = value.split("/")
    if not all(_PATH_SEGMENT.fullmatch(segment) for segment in segments):
        raise PydanticCustomError("path", "is not a channel path")
    if RESERVED.intersection(segments):
        raise PydanticCustomError("path", "uses a name that the server uses itself")
    return value


def _network(value: str) -> str:
    try:
        return str(ip_network(value))
    except ValueError as error:
        raise PydanticCustomError("network", "is not a network") from error


def _text(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("text", "is empty")
    if _CONTROL.search(value):
        raise PydanticCustomError("text", "is not a line of text: it has a control character")
    return value


def _feed_id(value: str) -> str:
    if not _IRI.fullmatch(value):
        raise PydanticCustomError("id", "is not an absolute URI")
    return value


def _old_address(value: str) -> str:
    parts = urlsplit(value)
    if not value.startswith("/") or value.startswith("//") or parts.fragment or re.search(r"[\s\\]", value):
        raise PydanticCustomError("old_address", "is not a path on this site")
    return value


def _redirect_target(value: str) -> str:
    return _http_url(value) if "://" in value else _old_address(value)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Duration = Annotated[
    float,
    BeforeValidator(duration_s),
    Field(gt=0),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _DURATION.pattern},
                {"type": "number", "exclusiveMinimum": 0},
            ]
        }
    ),
]
Whole = Annotated[int, BeforeValidator(_whole)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
SiteUrl = Annotated[str, AfterValidator(_site_url)]
Zone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
ChannelPath = Annotated[str, AfterValidator(_channel_path)]
MoveTarget = Annotated[str, AfterValidator(_move_target)]
OldAddress = Annotated[str, AfterValidator(_old_address)]
RedirectTarget = Annotated[str, AfterValidator(_redirect_target)]
FeedId = Annotated[str, AfterValidator(_feed_id)]
Text = Annotated[str, AfterValidator(_text)]
_TEXT_OR_LIST = WithJsonSchema(
    {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
)
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list), _TEXT_OR_LIST]
Networks = Annotated[
    tuple[Annotated[str, AfterValidator(_network)], ...], BeforeValidator(_as_list), _TEXT_OR_LIST
]
