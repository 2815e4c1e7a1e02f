"""What people mean by names that the settings do not know: kinds, time zones, languages."""

import difflib
import re
from zoneinfo import available_timezones

KIND_NAMES = {
    "atom": "feed",
    "blog": "feed",
    "database": "sql",
    "db": "sql",
    "eleventy": "markdown",
    "excel": "csv",
    "hugo": "markdown",
    "html": "page",
    "jekyll": "markdown",
    "jsonfeed": "feed",
    "jsonlines": "jsonl",
    "mariadb": "sql",
    "md": "markdown",
    "mysql": "sql",
    "ndjson": "jsonl",
    "newsmlg2": "newsml",
    "obsidian": "markdown",
    "pages": "page",
    "postgres": "sql",
    "postgresql": "sql",
    "rest": "json",
    "rss": "feed",
    "sitemap": "page",
    "sqlite": "sql",
    "tsv": "csv",
    "webhook": "push",
    "wp": "wordpress",
    "wxr": "wordpress",
    "xls": "csv",
    "xlsx": "csv",
}
"""The kind for other names of what it reads."""

LANGUAGE_NAMES = {
    "arabic": "ar",
    "chinese": "zh",
    "deutsch": "de",
    "dutch": "nl",
    "english": "en",
    "español": "es",
    "français": "fr",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "turkish": "tr",
    "ukrainian": "uk",
    "中文": "zh",
    "日本語": "ja",
}

_ZONE_ABBREVIATIONS = {
    "AEST": "Australia/Sydney",
    "BST": "Europe/London",
    "CDT": "America/Chicago",
    "CEST": "Europe/Berlin",
    "CST": "America/Chicago",
    "EDT": "America/New_York",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "MSK": "Europe/Moscow",
    "PDT": "America/Los_Angeles",
    "PST": "America/Los_Angeles",
}
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])0?(\d{1,2})(?::?00)?", re.IGNORECASE)
"""An offset of whole hours. The signs of the zones ``Etc/GMT`` are reversed (POSIX)."""


def kind_like(kind: str, known: list[str]) -> str | None:
    """Return the kind that a name means: in another spelling, another name, or with a typing error."""
    name = re.sub(r"[\W_]+", "", kind).lower()
    if name in known or name in KIND_NAMES:
        return KIND_NAMES.get(name, name)
    return next(iter(difflib.get_close_matches(name, known, n=1)), None)


def zone_like(value: str) -> str | None:
    """Return the IANA name that a name of a zone means; ``None`` if it is like none."""
    zones = sorted(available_timezones())
    offset = _OFFSET.fullmatch(value.strip())
    if offset:
        name = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"
        return name if name in zones else None
    if value.upper() in _ZONE_ABBREVIATIONS:
        return _ZONE_ABBREVIATIONS[value.upper()]
    wanted = value.strip().replace(" ", "_").casefold()
    by_name = {zone.casefold(): zone for zone in zones}
    by_city = {zone.rpartition("/")[2].casefold(): zone for zone in zones}
    for names in (by_name, by_city):
        if close := difflib.get_close_matches(wanted, names, n=1, cutoff=0.8):
            return names[close[0]]
    return None
