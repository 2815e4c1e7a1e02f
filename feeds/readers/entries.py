"""One entry as feedparser reads it to the fields of a record, with its feed as its source (R-SRC-02..05)."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from feeds.readers.emails import without_email
from feeds.readers.feed_tree import ItemFacts
from feeds.readers.json_values import Json, read_duration, read_number
from feeds.text.plain import decoded, plain_text
from feeds.text.urls import absolute_url

_MARKUP = ("text/html", "application/xhtml+xml")
_SOUNDS = ("audio", "video")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The feed that entries stand in: what it says of itself, as the fields of ``source``.

    ``url`` is where the document was fetched from, ``page`` the site its addresses belong to.
    """

    source: dict[str, Json]
    url: str | None = None
    page: str | None = None
    language: str | None = None


def origin_feed(feed: Any, url: str | None, *, atom: bool) -> Origin:
    """The feed as its entries' origin."""
    source = feed_facts(feed, url, atom=atom)
    page = source.get("url") or url
    return Origin(
        source=source,
        url=url,
        page=page if isinstance(page, str) else None,
        language=feed.get("language"),
    )


def feed_facts(feed: Any, url: str | None, *, atom: bool) -> dict[str, Json]:
    """What a feed says of itself; its id counts only where it is Atom's (R-SRC-04)."""
    links = feed.get("links", ())
    title = _text(feed.get("title_detail")) or feed.get("title")
    facts: dict[str, Json] = {
        "name": title,
        "url": _link(links, "alternate") or _web_address(dict.get(feed, "link")),
        "feed_url": _link(links, "self") or url,
        "feed_title": title,
        "feed_id": feed.get("id") if atom else None,
        "feed_date_modified": dict.get(feed, "updated") if atom else None,
        "feed_rights": _text(feed.get("rights_detail")),
    }
    return {key: value for key, value in facts.items() if value}


def _web_address(link: str | None) -> str | None:
    """A link that is one: feedparser takes an id for the link where there is none."""
    return None if link and ":" in link and absolute_url(link) is None else link


def raw_entry(entry: Any, facts: ItemFacts, origin: Origin, *, own_link: bool) -> dict[str, Json]:
    """An entry under our names; without an id its link is one, if no other entry has it (``own_link``).

    Without both the id is minted from what the entry says.
    """
    links = entry.get("links", ())
    link = absolute_url(dict.get(entry, "link") or "", origin.page)
    published, updated = dict.get(entry, "published"), dict.get(entry, "updated")
    record: dict[str, Json] = {
        "id": facts.id or (link if own_link else None) or _minted(entry, origin, _shared(entry, link)),
        "url": facts.original_url or link,
        "title": _text(entry.get("title_detail")),
        "date_published": published or updated or dict.get(entry, "created"),
        "date_modified": updated if published and updated != published else None,
        "authors": list(facts.authors),
        "contributors": _people(entry.get("contributors", ())),
        "tags": [
            {"term": _word(tag.get("term")), "label": _word(tag.get("label")), "scheme": tag.get("scheme")}
            for tag in entry.get("tags", ())
        ],
        "image": _image(entry) or facts.image,
        "attachments": _attachments(entry, facts.original_file),
        "language": _language(entry, origin),
        "source": _source(entry, links, origin),
        "rights": _text(entry.get("rights_detail")),
        "license": _link(links, "license") or entry.get("license") or None,
        "related": [link["href"] for link in links if link.get("rel") == "related" and link.get("href")],
        "comments_url": _without_blanks(entry.get("comments")) or facts.replies,
        **facts.discussion,
        "_draft": True if facts.draft else None,
    }
    record |= _content(entry, origin.url) or {
        "content_text": facts.group_text,
        "content_html": facts.group_html,
    }
    return {key: value for key, value in record.items() if value is not None and value != []}


def _content(entry: Any, url: str | None) -> dict[str, Json]:
    """Content and summary; a single text is the content. Content that is not text is left out."""
    texts = [text for text in entry.get("content", ()) if _is_text(text)]
    summary = entry.get("summary_detail")
    if not texts and summary:
        texts, summary = [summary], None
    found: dict[str, Json] = {}
    for text in texts:
        kind = "content_html" if text.get("type") in _MARKUP else "content_text"
        if text.get("value") and not found.get(kind):
            found[kind] = _with_base(text, url) if kind == "content_html" else text["value"]
    if summary and summary.get("value") and summary["value"] not in {text.get("value") for text in texts}:
        found["summary"] = _text(summary)
    return found


def _with_base(text: Any, url: str | None) -> str:
    """HTML that carries its ``xml:base`` where the document gave one (R-URL-01)."""
    base = absolute_url(text.get("base") or "")
    value: str = text["value"]
    return f'<base href="{base}">{value}' if base and base != url and "<" in value else value


def _text(detail: Any) -> str | None:
    """A text construct as plain text, by its declared kind (R-TEXT-01)."""
    if not detail or not detail.get("value"):
        return None
    value: str = detail["value"]
    return plain_text(value) if detail.get("type") in _MARKUP else value


def _word(text: str | None) -> str | None:
    """A category as it is shown: WordPress and others escape it twice (``R&amp;amp;D``)."""
    return decoded(text) if text else text


def _is_text(text: Any) -> bool:
    kind = text.get("type") or "text/plain"
    return kind in _MARKUP or kind.startswith("text/")


def _people(people: Any) -> list[Json]:
    """Names and addresses, without e-mails (R-PRIV-05, R-PRIV-07)."""
    named: list[Json] = []
    for person in people:
        name = without_email(person.get("name") or "")
        if name or person.get("href"):
            named.append({"name": name or None, "url": person.get("href")})
    return named


def _image(entry: Any) -> str | None:
    pictures = [m for m in entry.get("media_content", ()) if _medium(m) == "image"]
    for picture in (*pictures, *entry.get("media_thumbnail", ())):
        if picture.get("url"):
            return str(picture["url"])
    image = entry.get("image")
    return image.get("href") if image else None


def _without_blanks(address: str | None) -> str | None:
    """An address, but not words that stand in its place."""
    return address if address and len(address.split()) == 1 else None


def _attachments(entry: Any, original: str | None) -> list[Json]:
    """Enclosures, and sound and film of Media RSS; ``original`` is the address of the first enclosure."""
    duration = _seconds(entry.get("itunes_duration"))
    files: list[Json] = []
    for enclosure in entry.get("enclosures", ()):
        if enclosure.get("href"):
            size = _number(enclosure.get("length"))
            href, original = original or enclosure["href"], None
            files.append(_file(href, enclosure.get("type"), size, duration))
    for media in entry.get("media_content", ()):
        if media.get("url") and _medium(media) in _SOUNDS:
            length = _seconds(media.get("duration"))
            files.append(_file(media["url"], media.get("type"), _number(media.get("filesize")), length))
    return files


def _file(url: str, kind: str | None, size_bytes: float | None, duration_s: float | None) -> Json:
    return {"url": url, "mime_type": kind, "size_in_bytes": size_bytes, "duration_in_seconds": duration_s}


def _medium(media: Any) -> str:
    return str(media.get("medium") or (media.get("type") or "").partition("/")[0])


def _number(value: str | None) -> float | None:
    return read_number(value) if value else None


def _seconds(value: str | None) -> float | None:
    return read_duration(value) if value else None


def _language(entry: Any, origin: Origin) -> Json:
    """The nearest language that was stated."""
    for detail in (*entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail")):
        if detail and detail.get("language"):
            return str(detail["language"])
    return origin.language


def _source(entry: Any, links: Any, origin: Origin) -> Json:
    """The feed the entry was first in: its own ``source`` unchanged, else this feed (R-SRC-05)."""
    own = entry.get("source")
    source = feed_facts(own, own.get("href"), atom=bool(own.get("id"))) if own else dict(origin.source)
    if via := _link(links, "via"):
        source["article_url"] = via
    return source or None


def _link(links: Any, rel: str) -> str | None:
    return next((link["href"] for link in links if link.get("rel") == rel and link.get("href")), None)


def _shared(entry: Any, url: str | None) -> tuple[str, ...]:
    """What distinguishes entries with the same link, besides their titles and times."""
    files = (str(enclosure.get("href")) for enclosure in entry.get("enclosures", ())[:1])
    return (url, *files) if url else ()


def _minted(entry: Any, origin: Origin, shared: tuple[str, ...]) -> str:
    """An id for an entry without an id and link, from its feed, title and first time.

    http counts as https, so that a feed that moves to https keeps its ids.
    """
    facts = (
        str(origin.source.get("feed_url") or origin.source.get("url") or ""),
        entry.get("title") or entry.get("summary") or "",
        dict.get(entry, "published") or dict.get(entry, "updated") or "",
        *shared,
    )
    without_scheme = (re.sub(r"\Ahttp://", "https://", fact) for fact in facts)
    digest = sha256("\n".join(without_scheme).encode("utf-8", "replace")).hexdigest()[:32]
    return f"urn:uuid:{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
