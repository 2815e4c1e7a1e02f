"""Cleaning of people, tags, channels, files, related pages, provenance and language."""

import re
from functools import lru_cache

from feeds.model import Alias, Attachment, Contributor, Person, Related, Source, Tag
from feeds.readers.cleaning_context import CleaningContext
from feeds.readers.emails import email_address, without_email
from feeds.readers.faults import FieldFault
from feeds.readers.fields import MAX_CHARS, Fields
from feeds.readers.identity import verbatim
from feeds.text.characters import clean_text, single_line
from feeds.text.language import registered_language
from feeds.text.media_types import media_type
from feeds.text.plain import plain_line
from feeds.text.urls import absolute_url, host_of, is_absolute_iri, permalink

_PATH = re.compile(r"[^\s/?#%\\<>\"]+(?:/[^\s/?#%\\<>\"]+)*")
MAX_PATH_CHARS = 500
_SHOWN_CHARS = 60
_WEB = ("http://", "https://")
_NAMES = ("name", "display_name", "title", "label")


def clean_people(fields: Fields, context: CleaningContext) -> tuple[Person, ...]:
    """The authors, each once; one known only by an address is named by its host."""
    given = "authors" if fields.has("authors") else "author"
    if given not in fields.data:
        return ()
    clean: dict[str, Person] = {}
    for person in fields.entries(given):
        if isinstance(person, str):
            name = _person_name(person, context)
            url = email = avatar = None
        else:
            name = _person_name(person.text(*_NAMES), context)
            url = context.address(person, "url", "uri", "link")
            avatar = context.address(person, "avatar", "profile_image")
            email = _email(person, context)
            name = name or (url and host_of(url))
        if name:
            clean.setdefault(name, Person(name=name, url=url, email=email, avatar=avatar))
    return tuple(clean.values())


def clean_contributors(fields: Fields, context: CleaningContext) -> tuple[Contributor, ...]:
    """People credited with a role, each role once."""
    clean: dict[Contributor, None] = {}
    for person in fields.entries("contributors"):
        if isinstance(person, str):
            if name := _person_name(person, context):
                clean[Contributor(name=name)] = None
        elif name := _person_name(person.text(*_NAMES), context):
            url = context.address(person, "url", "uri", "link")
            clean[Contributor(name=name, role=context.line(person.text("role")), url=url)] = None
    return tuple(clean)


def clean_tags(fields: Fields) -> tuple[Tag, ...]:
    """Categories as plain text, each once, in the source's order (R-LANG-07, R-LANG-08)."""
    if "tags" not in fields.data:
        return ()
    clean: dict[Tag, None] = {}
    for raw in fields.entries("tags"):
        if isinstance(raw, str):
            tag = _tag(raw, None, None)
        else:
            tag = _tag(raw.text("term", "name"), raw.text("label", "title"), raw.token("scheme"))
        if tag:
            clean[tag] = None
    return tuple(clean)


def clean_channels(fields: Fields, context: CleaningContext) -> tuple[str, ...]:
    """The paths of the channels, without slashes at the ends; the source's where the record names none."""
    single = fields.data.get("channel")
    if type(single) is str and len(single) <= MAX_PATH_CHARS and "channels" not in fields.data:
        path = channel_path(single)
        if path:
            return (path,)
    default = context.defaults.channel
    if single is None and "channels" not in fields.data:
        return (default,) if default else ()
    paths = []
    for value in (*fields.texts("channel"), *fields.texts("channels")):
        path = channel_path(value) if len(value) <= MAX_PATH_CHARS else None
        if path is None:
            what = f"{value[:_SHOWN_CHARS]!r} is not a channel path"
            hint = "It was left out; write a path such as news/province"
            context.faults.add(FieldFault.BAD_CHANNEL, "channel", what, hint)
        elif path:
            paths.append(path)
    return tuple(dict.fromkeys(paths)) or ((default,) if default else ())


@lru_cache(maxsize=8192)
def channel_path(value: str) -> str | None:
    """A channel's path in normal form, empty where there is none; ``None`` for what is not a path."""
    path = clean_text(value).strip().strip("/")
    if path and (not _PATH.fullmatch(path) or not {".", ".."}.isdisjoint(path.split("/"))):
        return None
    return path


def clean_language(fields: Fields, context: CleaningContext) -> str | None:
    """The record's language, else the source's; an unknown one is left out (R-LANG-01, R-LANG-05)."""
    value = fields.token("language") if "language" in fields.data else None
    if value is None:
        return context.defaults.language
    tag = registered_language(value)
    if tag is None:
        what = f"{value[:40]!r} is not a language tag"
        context.faults.add(FieldFault.UNKNOWN_LANGUAGE, "language", what, "Write a tag such as zh-CN or en")
    return tag or context.defaults.language


def clean_attachments(fields: Fields, context: CleaningContext) -> tuple[Attachment, ...]:
    """Files with an absolute address, each once; a missing type follows from the address's ending."""
    clean: dict[str, Attachment] = {}
    for number, raw in enumerate(fields.entries("attachments")):
        if isinstance(raw, str):
            url = absolute_url(raw, context.base)
            if url:
                clean.setdefault(url, Attachment(url=url, mime_type=media_type(None, url)))
            else:
                context.drop_address(raw, f"attachments.{number}")
        elif url := context.file_address(raw, "url", "href", "src"):
            size = raw.number("size_in_bytes", "length")
            duration = raw.duration("duration_in_seconds", "duration")
            attachment = Attachment(
                url=url,
                mime_type=media_type(raw.text("mime_type", "type"), url),
                title=context.line(raw.text("title")),
                size_bytes=int(size) if size and size >= 1 else None,
                duration_s=float(duration) if duration else None,
            )
            clean.setdefault(url, attachment)
    return tuple(clean.values())


def clean_related(fields: Fields, context: CleaningContext) -> tuple[Related, ...]:
    """Related pages, each once."""
    clean: dict[str, Related] = {}
    for number, page in enumerate(fields.entries("related")):
        if isinstance(page, str):
            url, title = context.linkable(page, f"related.{number}"), None
        else:
            url, title = context.address(page, "url", "href"), context.line(page.text("title"))
        if url:
            clean.setdefault(url, Related(url=url, title=title))
    return tuple(clean.values())


def clean_aliases(fields: Fields, own: set[str | None], origin: str) -> tuple[Alias, ...]:
    """Former ids and addresses, each once and without the present ones.

    An export names the source of each (``_feeds.aliases``). An address counts as written and as cleaned.
    """
    exported = fields.object("_feeds")
    named = exported.data.get("aliases") if exported else None
    sources = [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
    clean: dict[str, Alias] = {}
    for number, value in enumerate(fields.texts("aliases")):
        name = verbatim(value)
        if number < len(sources):
            clean.setdefault(name, Alias(name=name, origin=sources[number]))
            continue
        for one in (name, permalink(name) or name) if name[:8].lower().startswith(_WEB) else (name,):
            if one and one not in own:
                clean.setdefault(one, Alias(name=one, origin=origin))
    return tuple(clean.values())


def clean_source(fields: Fields, context: CleaningContext) -> Source | None:
    """Provenance as separate facts (R-SRC-01); a name alone is kept and gets no address (R-SRC-08)."""
    given = fields.data.get("source")
    if given is None:
        return None
    if type(given) is str and len(given) <= MAX_CHARS:
        return _written_source(given, plain=context.plain)
    source = fields.object("source")
    if source is None:
        written = next(fields.texts("source"), None)
        if written is None:
            return None
        return _written_source(written, plain=context.plain)
    feed_id = source.token("feed_id")
    clean = Source(
        name=context.line(source.text("name", "title")),
        url=context.address(source, "url", base=False),
        article_url=context.address(source, "article_url", base=False),
        feed_url=context.address(source, "feed_url", base=False),
        feed_title=context.line(source.text("feed_title")),
        feed_id=feed_id.strip() if feed_id and is_absolute_iri(feed_id.strip()) else None,
        feed_updated_at=context.plausible(source, "feed_date_modified"),
        feed_rights=context.line(source.text("feed_rights")),
        published_at=context.plausible(source, "date_published"),
    )
    return None if clean == Source() else clean


def _person_name(value: str | None, context: CleaningContext) -> str | None:
    """A name without markup and e-mail addresses; an address alone is not a name."""
    name = context.name(value)
    return (without_email(name) or None) if name else None


def _email(person: Fields, context: CleaningContext) -> str | None:
    value = person.text("email")
    if value is None:
        return None
    email = email_address(value)
    if email is None:
        what = f"{value[:60]!r} is not an e-mail address"
        context.faults.add(FieldFault.DROPPED_EMAIL, f"{person.path}email", what, "It was left out")
    return email


@lru_cache(maxsize=1024)
def _written_source(written: str, *, plain: bool) -> Source | None:
    """The source that a name or an address identifies."""
    if url := absolute_url(written):
        return Source(name=host_of(url), url=url)
    name = single_line(written) if plain else plain_line(written)
    return Source(name=name) if name else None


@lru_cache(maxsize=8192)
def _tag(term: str | None, label: str | None, scheme: str | None) -> Tag | None:
    label = (single_line(label) or None) if label else None
    term = (single_line(term) or None) if term else None
    if not (term := term or label):
        return None
    scheme = single_line(scheme) if scheme else None
    scheme = scheme if scheme and is_absolute_iri(scheme) else None
    return Tag(term=term, label=label if label != term else None, scheme=scheme)
