"""News items in IPTC's ninjs, versions 1.0 to 3.0, and as Superdesk writes it."""

from collections.abc import Iterator
from typing import IO

from feeds.model import Reading
from feeds.readers.clean import no_record
from feeds.readers.documents import FoundValue, json_items, with_fault
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.json_values import Json
from feeds.readers.large_records import clean_source_record
from feeds.readers.source_defaults import SourceDefaults

_HTML = ("text/html", "application/xhtml+xml", "html", "xhtml")
_TAGS = (
    "subjects", "subject", "genres", "genre", "keywords", "places", "place", "people", "person",
    "organisations", "organisation", "organizations", "events", "event", "objects", "object", "slugs",
)  # fmt: skip
_MEDIA = ("video", "audio")
_PICTURES = ("image", "picture")

_IDS = ("uri", "guid")

Item = dict[str, Json]


def read_ninjs(file: IO[bytes], path: str, defaults: SourceDefaults) -> Iterator[Reading]:
    """Read the items of one file: one item, an array of items, or an item a line."""
    for found in json_items(file, path):
        yield found if isinstance(found, Reading) else _reading(found, defaults)


class NinjsReader(FileReader):
    """A source of kind ``ninjs``."""

    endings = (".json", ".jsonl", ".ndjson", ".ninjs")

    def parser(self) -> Parse:
        """Parse values in JSON."""
        return read_ninjs


def _reading(found: FoundValue, defaults: SourceDefaults) -> Reading:
    value = found.value
    if not isinstance(value, dict) or not any(str(name).lower() in _IDS and value[name] for name in value):
        raw = repr(value)[:2000]
        return no_record(found.place, raw, "this is not a ninjs item", "Give an object with a uri or guid")
    return with_fault(clean_source_record(raw_item(value), found.place, defaults), found.fault)


def raw_item(ninjs: Item) -> Item:
    """An item under our names; theirs count without regard to case, as 1.x and 3.x write them differently.

    A ``uri`` is an identifier: even where it is an address, it is one of an API.
    """
    item = {name.lower(): value for name, value in ninjs.items()}
    record: Item = {
        "id": item.get("uri") or item.get("guid"),
        "url": item.get("url") or _link(item),
        "title": _first(_values(item, "headlines", "headline")) or item.get("title") or item.get("slugline"),
        "date_published": item.get("firstcreated")
        or item.get("contentcreated")
        or item.get("versioncreated"),
        "date_modified": item.get("versioncreated"),
        "date_release": item.get("embargoed"),
        "date_expires": item.get("expires"),
        "status": item.get("pubstatus"),
        "language": item.get("language"),
        "authors": [item["by"]] if item.get("by") else [item["byline"]] if item.get("byline") else [],
        "tags": _tags(item),
        "rights": item.get("copyrightnotice") or item.get("copyrightholder") or item.get("usageterms"),
        "source": _source(item),
        "correction": _correction(item),
    }
    record |= _texts(item) | _files(item)
    return {**ninjs, **{key: value for key, value in record.items() if value not in (None, [], "")}}


def _values(item: Item, plural: str, singular: str) -> list[tuple[str, str, str]]:
    """Role, type and text of each: a list of objects in 2.x and 3.x, ``body_html`` and the like in 1.x."""
    found: list[tuple[str, str, str]] = []
    several = item.get(plural)
    for entry in several if isinstance(several, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("value"), str):
            kind = entry.get("contentType") or entry.get("contenttype") or "text/plain"
            found.append((str(entry.get("role", "")), str(kind), str(entry["value"])))
    for name, value in item.items():
        if name.partition("_")[0] == singular and isinstance(value, str):
            found.append((name, name.partition("_")[2] or "text", value))
    return found


def _first(values: list[tuple[str, str, str]]) -> str | None:
    """The main one, else the first."""
    ranked = sorted(values, key=lambda value: value[0] not in ("main", "headline"))
    return ranked[0][2] if ranked else None


def _texts(item: Item) -> Item:
    """Body and summary; what only describes is the content of a picture or an event."""
    texts: Item = {}
    for _, kind, value in _values(item, "bodies", "body"):
        texts.setdefault("content_html" if kind.lower() in _HTML else "content_text", value)
    described = [value for _, _, value in _values(item, "descriptions", "description")]
    if described and texts:
        texts["summary"] = described[0]
    elif described:
        texts["content_text"] = "\n\n".join(dict.fromkeys(described))
    return texts


def _named(value: Json) -> Iterator[Item]:
    """The objects of a list, or of an object of names."""
    entries = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    for entry in entries:
        if isinstance(entry, dict):
            yield {name.lower(): part for name, part in entry.items()}


def _link(item: Item) -> Json:
    """The public page of an item: its canonical or alternate link. Source: ninjs 2.1 ``links``."""
    for link in _named(item.get("links")):
        if link.get("rel") in ("canonical", "alternate") and isinstance(link.get("href"), str):
            return link["href"]
    return None


def _tags(item: Item) -> Json:
    """Subjects, and the places, people, organisations and events that an item is about."""
    tags: list[Json] = []
    for field in _TAGS:
        value = item.get(field)
        tags += [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
        for entry in _named(value):
            name = entry.get("name") or entry.get("literal")
            scheme = entry.get("scheme")
            if isinstance(name, str):
                tags.append({"term": name, "scheme": scheme if isinstance(scheme, str) else None})
    return tags


def _source(item: Item) -> Json:
    """Who supplied the item: its information source, else who holds the rights."""
    for field in ("infosources", "infosource"):
        for entry in _named(item.get(field)):
            if isinstance(entry.get("name"), str):
                return {"name": entry["name"]}
    holder = item.get("copyrightholder")
    return {"name": holder} if isinstance(holder, str) and holder else None


def _correction(item: Item) -> Json:
    """The note to editors, where a later version carries one."""
    version, note = str(item.get("version", "")), item.get("ednote")
    return note if version.isdecimal() and int(version) > 1 and isinstance(note, str) else None


def _files(item: Item) -> Item:
    """Pictures, sound and film of the item itself and of what belongs to it."""
    renditions = [part for part in _named(item.get("renditions")) if part.get("href")]
    for belonging in _named(item.get("associations")):
        renditions.extend(part for part in _named(belonging.get("renditions")) if part.get("href"))
    pictures = [part for part in renditions if _kind(part) in _PICTURES]
    media = [part for part in renditions if _kind(part) in _MEDIA]
    files: list[Json] = [
        {
            "url": part["href"],
            "mime_type": part.get("contenttype") or part.get("mimetype"),
            "title": part.get("title"),
            "size_in_bytes": part.get("sizeinbytes"),
        }
        for part in media
    ]
    widest = max(pictures, key=_width, default=None)
    return {"image": widest["href"] if widest else None, "attachments": files}


def _kind(rendition: Item) -> str:
    return str(rendition.get("contenttype") or rendition.get("mimetype") or "").partition("/")[0]


def _width(rendition: Item) -> int:
    width = rendition.get("width")
    return width if isinstance(width, int) else 0
