"""Articles in NITF, the News Industry Text Format of IPTC (versions 3.x), one or more in a file."""

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
from feeds.readers.source_defaults import SourceDefaults
from feeds.readers.xml_source import source_line

_TAGS = (
    ("tobject.subject.type", ("head", "tobject", "tobject.subject")),
    ("key", ("head", "docdata", "key-list", "keyword")),
    ("value", ("head", "docdata", "identified-content", "classifier")),
)
_MEDIA_PREFIX = {"image": "image/", "video": "video/", "audio": "audio/"}


class NitfReader(FileReader):
    """A source of kind ``nitf``."""

    endings = (".xml", ".nitf")

    def parser(self) -> Parse:
        """Parse XML."""
        return read_nitf


def read_nitf(file: IO[bytes], path: str, defaults: SourceDefaults) -> Iterator[Reading]:
    """Read the articles of one file."""
    root = parse_root(file, path, hint="Send the article again")
    if isinstance(root, Reading):
        yield root
        return
    articles = list(root.iter("{*}nitf"))
    if not articles:
        yield no_record(
            Place(path=path, line=1), "", "this is not NITF", "Give documents with a nitf element"
        )
    for article in articles:
        data = nitf_fields(article)
        yield clean_source_record(data, Place(path=path, line=source_line(article)), defaults)


def nitf_fields(nitf: Element) -> dict[str, Json]:
    """Return the fields of a record; an embargoed article without a time of release is withheld."""
    docdata = first_named(nitf, "head", "docdata")
    head = first_named(nitf, "body", "body.head")
    release = attribute_at(docdata, "norm", "date.release")
    status = (docdata.get("management-status") or "") if docdata is not None else ""
    image, attachments = _media(nitf)
    data: dict[str, Json] = {
        "id": attribute_at(docdata, "id-string", "doc-id"),
        "url": attribute_at(nitf, "ex-ref", "head", "pubdata"),
        "title": text_at(head, "hedline", "hl1") or text_at(nitf, "head", "title"),
        "summary": text_at(head, "abstract") or text_at(head, "hedline", "hl2"),
        "content_html": nitf_content(nitf),
        "date_published": attribute_at(docdata, "norm", "date.issue")
        or attribute_at(head, "norm", "dateline", "story.date")
        or attribute_at(nitf, "date.publication", "head", "pubdata"),
        "date_release": release,
        "date_expires": attribute_at(docdata, "norm", "date.expire"),
        "status": "usable" if status.lower() == "embargoed" and release else status,
        "authors": list(_authors(head)),
        "tags": list(_tags(nitf)),
        "source": _source(head, docdata),
        "rights": _rights(docdata, head),
        "correction": attribute_at(docdata, "info", "correction"),
        "image": image,
        "attachments": attachments,
    }
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def nitf_content(nitf: Element) -> str:
    """Return the body as HTML, with the dateline before it; media are fields of the record."""
    body = first_named(nitf, "body", "body.content")
    if body is None:
        return ""
    for media in list(body.iter("{*}media")):
        parent = media.getparent()
        if parent is not None:
            previous = media.getprevious()
            if previous is not None:
                previous.tail = (previous.tail or "") + (media.tail or "")
            else:
                parent.text = (parent.text or "") + (media.tail or "")
            parent.remove(media)
    return with_dateline(inner_html(body), text_at(nitf, "body", "body.head", "dateline"))


def _authors(head: Element | None) -> Iterator[Json]:
    for byline in all_named(head, "byline"):
        persons = list(filter(None, map(text_of, byline.iter("{*}person"))))
        line = text_of(byline)
        for name in persons or [line[3:] if line[:3].lower() == "by " else line]:
            if name:
                yield {"name": name}


def _tags(nitf: Element) -> Iterator[Json]:
    for attribute, path in _TAGS:
        for element in all_named(nitf, *path):
            value = (element.get(attribute) or "").strip()
            if value:
                yield value


def _source(head: Element | None, docdata: Element | None) -> Json:
    """Return the agency: the distributor of the credit line, else the source that issued the article."""
    name = text_at(head, "distributor") or attribute_at(docdata, "regsrc", "doc-id")
    return {"name": name} if name else None


def _rights(docdata: Element | None, head: Element | None) -> str:
    holder = attribute_at(docdata, "holder", "doc.copyright")
    year = attribute_at(docdata, "year", "doc.copyright")
    return " ".join(filter(None, ("©" if holder else "", year if holder else "", holder))) or text_at(
        head, "rights"
    )


def _media(nitf: Element) -> tuple[str, list[Json]]:
    """Return the first picture, and sound and film, which stand in the body."""
    image = ""
    attachments: list[Json] = []
    for media in nitf.iter("{*}media"):
        kind = (media.get("media-type") or "").lower()
        source = attribute_at(media, "source", "media-reference")
        if source and kind == "image":
            image = image or source
        elif source and kind in _MEDIA_PREFIX:
            attachments.append(
                {"url": source, "mime_type": attribute_at(media, "mime-type", "media-reference")}
            )
    return image, attachments
