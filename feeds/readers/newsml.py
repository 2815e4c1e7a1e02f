"""News items in IPTC's NewsML-G2 (2.x), alone, in packages or in messages."""

from collections.abc import Iterator
from typing import IO

from feeds.model import Place, Reading
from feeds.readers.clean import no_record
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.json_values import Json
from feeds.readers.large_records import clean_source_record
from feeds.readers.newsxml import (
    Element,
    all_named,
    attribute_at,
    first_named,
    inner_html,
    parse_root,
    text_at,
    text_of,
    with_dateline,
)
from feeds.readers.nitf import nitf_content
from feeds.readers.source_defaults import SourceDefaults
from feeds.readers.xml_source import local_tag, source_line

_CONTENT = "contentMeta"


class NewsMLReader(FileReader):
    """A source of kind ``newsml``."""

    endings = (".xml", ".newsml")

    def parser(self) -> Parse:
        """Parse XML."""
        return read_newsml


def read_newsml(file: IO[bytes], path: str, defaults: SourceDefaults) -> Iterator[Reading]:
    """Read the news items of one file; items that only describe a picture or a package are left out."""
    root = parse_root(file, path, hint="Send the item again")
    if isinstance(root, Reading):
        yield root
        return
    items = list(root.iter("{*}newsItem"))
    if not items and local_tag(root) not in {
        "newsMessage",
        "packageItem",
        "conceptItem",
        "knowledgeItem",
    }:
        yield no_record(
            Place(path=path, line=1), "", "this is not NewsML-G2", "Give documents with a newsItem"
        )
    for item in items:
        if _is_text(item):
            yield clean_source_record(_fields(item), Place(path=path, line=source_line(item)), defaults)


def _is_text(item: Element) -> bool:
    code = attribute_at(item, "qcode", "itemMeta", "itemClass") or attribute_at(
        item, "uri", "itemMeta", "itemClass"
    )
    return not code or code.replace("/", ":").rpartition(":")[2] in {"text", "composite"}


def _fields(item: Element) -> dict[str, Json]:
    meta, content = first_named(item, "itemMeta"), first_named(item, _CONTENT)
    data: dict[str, Json] = {
        "id": item.get("guid"),
        "url": _address(meta),
        "title": text_at(content, "headline") or text_at(meta, "title"),
        "summary": _summary(content),
        "date_published": text_at(meta, "firstCreated")
        or text_at(content, "contentCreated")
        or text_at(meta, "versionCreated"),
        "date_modified": text_at(meta, "versionCreated"),
        "date_release": text_at(meta, "embargoed"),
        "status": _code(first_named(meta, "pubStatus")),
        "language": attribute_at(content, "tag", "language"),
        "authors": [{"name": name} for name in _authors(content)],
        "tags": list(dict.fromkeys(_tags(content))),
        "source": _source(item, meta, content),
        "rights": text_at(item, "rightsInfo", "copyrightNotice"),
        "correction": _correction(item, meta),
        "content_html": _html(item, content),
        "content_text": text_at(item, "contentSet", "inlineData"),
        **_remote(item),
    }
    if data["content_html"]:
        del data["content_text"]
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def _code(element: Element | None) -> str:
    """Return the last part of a code: ``usable`` of ``stat:usable`` or of its whole address."""
    if element is None:
        return ""
    return (element.get("qcode") or element.get("uri") or "").replace("/", ":").rpartition(":")[2]


def _address(meta: Element | None) -> str:
    """Return the public page of an item."""
    for link in all_named(meta, "link"):
        href = link.get("href") or ""
        if (link.get("rel") or "").rpartition(":")[2] in {"canonical", "alternate"} and href:
            return href
    return ""


def _summary(content: Element | None) -> str:
    roles = {
        (one.get("role") or "").rpartition(":")[2]: text_of(one) for one in all_named(content, "description")
    }
    return roles.get("summary") or next(iter(roles.values()), "")


def _authors(content: Element | None) -> list[str]:
    """Return the byline, else the names of the creators."""
    byline = text_at(content, "by")
    if byline:
        return [byline[3:] if byline[:3].lower() == "by " else byline]
    return list(filter(None, (text_at(one, "name") for one in all_named(content, "creator"))))


def _tags(content: Element | None) -> Iterator[Json]:
    for field in ("subject", "genre", "keyword"):
        for element in all_named(content, field):
            name = text_of(element) if field == "keyword" else text_at(element, "name")
            if name:
                yield name


def _source(item: Element, meta: Element | None, content: Element | None) -> Json:
    """Return the agency: the credit line, else who provided the item, else who holds the rights."""
    name = (
        text_at(content, "creditline")
        or text_at(meta, "provider", "name")
        or text_at(item, "rightsInfo", "copyrightHolder", "name")
    )
    return {"name": name} if name else None


def _correction(item: Element, meta: Element | None) -> str:
    """Return the note to editors of a later version."""
    version = item.get("version") or ""
    return text_at(meta, "edNote") if version.isdecimal() and int(version) > 1 else ""


def _html(item: Element, content: Element | None) -> str:
    """Return the text of an item: XHTML or NITF inside it, with the dateline before it."""
    for inline in all_named(item, "contentSet", "inlineXML"):
        nitf = next(inline.iter("{*}nitf"), None)
        if nitf is not None:
            return nitf_content(nitf)
        body = next(inline.iter("{*}body"), None)
        html = inner_html(inline if body is None else body)
        if html:
            return with_dateline(html, text_at(content, "dateline"))
    return ""


def _remote(item: Element) -> dict[str, Json]:
    """Return pictures, sound and film that an item refers to."""
    images: list[str] = []
    attachments: list[Json] = []
    for remote in all_named(item, "contentSet", "remoteContent"):
        href, kind = remote.get("href") or "", remote.get("contenttype") or ""
        if href and kind.startswith("image/"):
            images.append(href)
        elif href and kind.startswith(("audio/", "video/")):
            attachments.append({"url": href, "mime_type": kind, "size_in_bytes": remote.get("size")})
    return {"image": images[0] if images else None, "attachments": attachments}
