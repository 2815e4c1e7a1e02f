"""The contents of a WordPress export file: its items, authors and media library. Source: WXR 1.0 to 1.2."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile

from lxml import etree

from feeds.readers.wordpress.shortcodes import LibraryFile
from feeds.readers.xml_source import local_tag, source_line

_NAMESPACE = re.compile(r"\{https?://wordpress\.org/export/")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_THUMBNAIL = "_thumbnail_id"
_ALT_TEXT = "_wp_attachment_image_alt"
_ENCLOSURE = "enclosure"


BinaryFile = SpooledTemporaryFile[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One ``item``: ``wp`` are its ``wp:`` elements by local name, ``terms`` are (domain, name)."""

    line: int
    title: str = ""
    link: str = ""
    guid: str = ""
    creator: str = ""
    pub_date: str = ""
    content: str = ""
    excerpt: str = ""
    wp: dict[str, str] = field(default_factory=dict)
    terms: tuple[tuple[str, str], ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    enclosures: tuple[str, ...] = ()

    @property
    def thumbnail(self) -> str:
        """The id of the featured image."""
        return self.meta.get(_THUMBNAIL, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What posts refer to.

    ``site`` is the address of the blog, ``authors`` are names by login, ``attachments`` files by id,
    ``by_post`` the ids of each post's own files.
    """

    site: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, LibraryFile] = field(default_factory=dict)
    by_post: dict[str, tuple[str, ...]] = field(default_factory=dict)


def items(file: BinaryFile) -> Iterator[Item]:
    """Yield the items of an export, streamed. Raises ``etree.XMLSyntaxError`` for a file that is not XML."""
    for element in _elements(file, "item"):
        yield _item(element)


def library(file: BinaryFile) -> Library:
    """Read the authors and attachments of an export, streamed."""
    authors: dict[str, str] = {}
    attachments: dict[str, LibraryFile] = {}
    by_post: dict[str, tuple[str, ...]] = {}
    texts = {"language": "", "base_blog_url": ""}
    for element in _elements(file, "item", "author", *texts):
        name = local_tag(element)
        if name in texts:
            texts[name] = texts[name] or (element.text or "").strip()
        elif name == "author":
            values = {local_tag(child): (child.text or "").strip() for child in element.iterchildren("*")}
            login = values.get("author_login", "")
            authors[login] = values.get("author_display_name") or login
        else:
            item = _item(element)
            if item.wp.get("post_type") == "attachment" and (url := item.wp.get("attachment_url", "")):
                id_, parent = item.wp.get("post_id", ""), item.wp.get("post_parent", "0")
                attachments[id_] = LibraryFile(
                    url=url, alt=item.meta.get(_ALT_TEXT, ""), caption=item.excerpt
                )
                by_post[parent] = (*by_post.get(parent, ()), id_)
    return Library(
        site=texts["base_blog_url"],
        language=texts["language"],
        authors=authors,
        attachments=attachments,
        by_post=by_post,
    )


def _elements(file: BinaryFile, *names: str) -> Iterator[etree._Element]:
    """Yield elements by local name as they end, and forget them afterwards."""
    context = etree.iterparse(
        file, events=("end",), resolve_entities=False, no_network=True, recover=True, huge_tree=True
    )
    for _, element in context:
        name = local_tag(element)
        if name in names and (name != "author" or _NAMESPACE.match(element.tag)):
            yield element
            element.clear()


def _item(element: etree._Element) -> Item:
    wp: dict[str, str] = {}
    plain: dict[str, str] = {}
    terms: list[tuple[str, str]] = []
    meta: dict[str, str] = {}
    enclosures: list[str] = []
    excerpt = ""
    for child in element.iterchildren("*"):
        name, text = local_tag(child), child.text or ""
        if child.tag == _CONTENT:
            plain["content"] = text
        elif name == "encoded":
            excerpt = text
        elif child.tag == _CREATOR:
            plain["creator"] = text.strip()
        elif name == "category":
            terms.append((child.get("domain") or "category", text.strip()))
        elif name == "postmeta":
            values = {local_tag(part): (part.text or "").strip() for part in child}
            key, value = values.get("meta_key", ""), values.get("meta_value", "")
            meta[key] = value
            enclosures += [value] if key == _ENCLOSURE else []
        elif _NAMESPACE.match(child.tag):
            wp[name] = text.strip()
        else:
            plain.setdefault(name, text.strip())
    return Item(
        line=source_line(element),
        title=plain.get("title", ""),
        link=plain.get("link", ""),
        guid=plain.get("guid", ""),
        creator=plain.get("creator", ""),
        pub_date=plain.get("pubDate", ""),
        content=plain.get("content", ""),
        excerpt=excerpt.strip(),
        wp=wp,
        terms=tuple((domain, text) for domain, text in terms if text),
        meta=meta,
        enclosures=tuple(enclosures),
    )
