"""The files that ``feeds init`` writes. Pure."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from feeds.cli.found_records import FoundRecords
from feeds.config.value_types import FeedId, HttpUrl, Language, Zone
from feeds.model import FeedHead

LOCAL = "http://127.0.0.1:8080"

_NEW = """\
#:schema ./{schema}
# Settings of feeds. All keys: docs/configuration.md. Check this file with: feeds config
# Paths start at the folder of this file.

[site]
title = "My Site"
url = "http://127.0.0.1:8080"     # the public address of the feeds; change it before you publish
language = "en"                   # BCP 47 tag
timezone = "UTC"                  # IANA zone of times without an offset, such as "Europe/Berlin"

[store]
url = "sqlite:///var/feeds.db"    # or postgresql://user@host/name

[[sources]]
name = "articles"
kind = "jsonl"                    # one JSON object per line; also csv, sql, page, feed, ninjs, push
path = "records"                  # a file, folder or glob; read again when a file changes
channel = "news"                  # the channel of records that name none
# [sources.fields]                # if your records use other names: ours = "theirs"
# title = "headline"

[[channels]]
path = "news"                     # /news.rss, /news.atom, /news.json and the page /news
title = "News"

[[channels]]
path = "news/local"               # its articles appear in news as well
title = "Local news"
"""

_CONTINUED = """\
#:schema ./{schema}
# Settings that continue an existing feed. All keys: docs/configuration.md. Check this file with: feeds config
# Paths start at the folder of this file.

[site]
title = {title}
url = {site}{site_note}
{language}timezone = "UTC"                  # IANA zone of times without an offset

[store]
url = "sqlite:///var/feeds.db"    # or postgresql://user@host/name

[[sources]]
name = "old-feed"                 # the entries so far, with their ids; remove it when the address has moved
kind = "{kind}"
{source}

[[channels]]
path = "index"                    # the feed of the whole site: /index.rss, /index.atom, /index.json
title = {title}
{description}{id}limit = {limit}
{redirect}"""

_FOUND = """\
#:schema ./{schema}
# Settings for {what}. All keys: docs/configuration.md. Check this file with: feeds config
# Paths start at the folder of this file.

[site]
title = {title}
url = {site}{site_note}
language = {language}
{timezone:<34}# IANA zone of times without an offset

[store]
url = "sqlite:///var/feeds.db"    # or postgresql://user@host/name

[[sources]]
name = "articles"
kind = "{kind}"
{place}
{options}channel = "news"                  # the channel of records that name none
{fields}
[[channels]]
path = "news"                     # /news.rss, /news.atom, /news.json and the page /news
title = "News"
"""

_NO_FIELDS = """\
# [sources.fields]                # if your records use other names: ours = "theirs"
# title = "headline"
"""

_ARTICLES = (
    ("welcome", "news", "Welcome to your feeds", "Edit <code>feeds.toml</code> and replace these records."),
    (
        "bridge",
        "news/local",
        "Footbridge reopens after repairs",
        "The bridge is open to walkers and cyclists.",
    ),
    ("library", "news/local", "Library extends its opening hours", "It now closes at eight in the evening."),
)


def new_settings(schema: str) -> str:
    """Return settings for the sample records; ``schema`` is the file name of the JSON Schema."""
    return _NEW.format(schema=schema)


def sample_records(now: datetime) -> str:
    """Return a few records as JSON lines, published in the hours before ``now``."""
    lines = []
    for hours, (name, channel, title, text) in enumerate(_ARTICLES, 1):
        record = {
            "id": name,
            "url": f"{LOCAL}/articles/{name}",
            "title": title,
            "content_html": f"<p>{text}</p>",
            "date_published": (now - timedelta(hours=hours)).replace(microsecond=0).isoformat(),
            "channel": channel,
            "authors": [{"name": "Newsroom"}],
        }
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    return "".join(lines)


def continued_settings(
    head: FeedHead,
    source: str,
    old_url: str | None,
    schema: str,
    *,
    kind: str = "feed",
) -> str:
    """Return settings that continue a feed; ``source`` are the TOML lines that say where it is read."""
    base = next((url for url in (old_url, head.home_url) if url and _is_valid(HttpUrl, url)), LOCAL)
    parts = urlsplit(base)
    note = "" if base == LOCAL else '   # to try it on this machine: "http://127.0.0.1:8080"'
    return _CONTINUED.format(
        schema=schema,
        title=_toml(head.title),
        site=_toml(f"{parts.scheme}://{parts.netloc}"),
        site_note=note,
        language=_line("language", head.language if _is_valid(Language, head.language) else None),
        source=source,
        kind=kind,
        description=_line("description", head.description),
        id=_line("id", head.id if _is_valid(FeedId, head.id) else None),
        limit=min(max(50, head.entries), 10_000),
        redirect=_redirect(old_url, head.format),
    )


def found_settings(found: FoundRecords, place: str, schema: str) -> str:
    """Return settings for records that exist; ``place`` are the TOML lines that say where they are."""
    site = found.url if _is_valid(HttpUrl, found.url) else None
    parts = urlsplit(site or LOCAL)
    options = _line("base_url", site) + _line("generator", found.generator)
    options += _line("permalinks", found.permalinks)
    options += "".join(_line(key, value) for key, value in found.names.options.items())
    if found.languages:
        options += f"languages = {json.dumps(found.languages)}\n"
    if found.is_site and site is None:
        options += '# base_url = "https://www.example.org"  # your site, whose pages entries link to\n'
    if found.is_site:
        options += 'vanished = "withdraw"             # an article that you delete leaves the feeds\n'
    language = found.language if _is_valid(Language, found.language) else "en"
    zone = found.timezone if _is_valid(Zone, found.timezone) else "UTC"
    return _FOUND.format(
        schema=schema,
        what=found.what,
        title=_toml(found.title or "My Site"),
        site=_toml(f"{parts.scheme}://{parts.netloc}"),
        site_note="" if site else "     # the public address of the feeds; change it before you publish",
        language=_toml(language or "en"),
        timezone=f"timezone = {_toml(zone or 'UTC')} ",
        kind=found.kind,
        place=place,
        options=options,
        fields=_fields(found),
    )


def _fields(found: FoundRecords) -> str:
    """Return the table that maps the names of fields, as a comment if nothing is mapped."""
    if not found.names.fields:
        return _NO_FIELDS
    lines = (f"{ours} = {_toml(theirs) if theirs else 'false'}\n" for ours, theirs in found.names.fields)
    return f'[sources.fields]                  # ours = "theirs"\n{"".join(lines)}'


def _redirect(old_url: str | None, format_: str) -> str:
    parts = urlsplit(old_url or "")
    old = parts.path + (f"?{parts.query}" if parts.query else "")
    new = f"/index.{format_}"
    if not old or old in {"/", new}:
        return ""
    heading = "[[redirects]]                     # the old address of the feed"
    return f"\n{heading}\nfrom = {_toml(old)}\nto = {_toml(new)}\n"


def _line(key: str, value: str | Mapping[str, str] | None) -> str:
    if isinstance(value, Mapping):
        entries = ", ".join(f"{_toml(name)} = {_toml(text)}" for name, text in value.items())
        return f"{key} = {{ {entries} }}\n"
    return f"{key} = {_toml(value)}\n" if value else ""


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_valid(kind: Any, value: str | None) -> bool:
    try:
        return value is not None and bool(TypeAdapter(kind).validate_python(value))
    except ValidationError:
        return False
