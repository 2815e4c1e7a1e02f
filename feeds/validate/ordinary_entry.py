"""Recognises entries whose documents are valid in every format, without writing or parsing them.

Most articles consist of ordinary addresses, names and texts, and a renderer that writes those correctly once
always does. ``is_ordinary`` accepts less than ``check`` does of the rendered entry, never more; what it does
not accept is rendered, parsed and checked. A test compares both over random entries and the corpus.
"""

import re
from datetime import datetime

from feeds.model import Attachment, Contributor, Discussion, Entry, Person, Source, Tag
from feeds.text.language_codes import ISO_639_1
from feeds.validate.values.markup import HtmlFlaw, html_flaws

MAX_CONTENT_CHARS = 1_000_000
MAX_PARTS = 500
"""How many persons, tags, files and links an entry may have: far fewer than a document may have elements."""

LONGEST_S = 24 * 3600
LARGEST_BYTES = 2**40
_YEARS = range(1990, 9000)

_CHARACTERS = r"(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})"
_ADDRESS = re.compile(
    rf"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{{2,}}(?::[0-9]{{1,5}})?(?:[/?#]{_CHARACTERS}*)?"
)
_minted = re.compile(
    r"tag:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?,[0-9]{4}:(?:[A-Za-z0-9\-._~:@!$&'()*+,;=/?]|%[0-9A-Fa-f]{2})*"
).fullmatch
_uuid = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
_local_id = re.compile(r"[A-Za-z0-9_.-]+").fullmatch
_language = re.compile(r"([a-z]{2})(?:-[A-Z]{2})?").fullmatch
_media_type = re.compile(r"(?:image|audio|video|application|text)/[a-z0-9]+(?:[.+-][a-z0-9]+)*").fullmatch
_SCRIPT_SIGNS = ("script", "text/html", "&#", "&sol;")
"""One of these is in every HTML with a link that runs a script, however it is spelled."""


def is_ordinary(entry: Entry) -> bool:
    """Return whether an entry that could be rendered is certainly without errors in every format."""
    html = entry.content_html or ""
    return (
        bool(html or entry.content_text or entry.summary or entry.title)
        and len(html) <= MAX_CONTENT_CHARS
        and is_id(entry.id)
        and (entry.url is None or is_address(entry.url))
        and are_times(entry.published_at, entry.updated_at, entry.created_at)
        and _has_few_parts(entry)
        and all(map(is_person, entry.authors))
        and (entry.publisher is None or is_person(entry.publisher))
        and (not entry.tags or all(map(_is_tag, entry.tags)))
        and are_addresses(entry.image, entry.via_url, entry.comments_url, entry.license_url)
        and (not entry.contributors or all(map(_is_contributor, entry.contributors)))
        and (not entry.attachments or all(map(_is_file, entry.attachments)))
        and all(is_address(page.url) for page in entry.related)
        and (entry.discussion is None or _is_discussion(entry.discussion))
        and (entry.origin is None or _is_origin(entry.origin))
        and (entry.language is None or is_language(entry.language))
        and not _runs_script(html)
    )


def is_address(text: str) -> bool:
    """Return whether a text is an ordinary address, valid in every place of every format."""
    return _ADDRESS.fullmatch(text) is not None


def is_id(identity: str) -> bool:
    """Return whether a text is an ordinary id."""
    return bool(_minted(identity) or _local_id(identity) or is_address(identity) or _uuid(identity))


def are_times(*times: datetime | None) -> bool:
    """Return whether all times that are known are in years of four digits."""
    return all(at is None or at.year in _YEARS for at in times)


def _has_few_parts(entry: Entry) -> bool:
    parts = entry.authors, entry.tags, entry.contributors, entry.attachments, entry.related
    return len(entry.authors) >= 1 and sum(map(len, parts)) <= MAX_PARTS


def are_addresses(*addresses: str | None) -> bool:
    """Return whether all addresses that are known are ordinary."""
    return all(not address or is_address(address) for address in addresses)


def is_person(person: Person) -> bool:
    """Return whether a person has a name and ordinary addresses, and no e-mail address."""
    return bool(person.name) and person.email is None and are_addresses(person.url, person.avatar)


def _is_contributor(person: Contributor) -> bool:
    return bool(person.name) and are_addresses(person.url)


def _is_tag(tag: Tag) -> bool:
    return bool(tag.term) and are_addresses(tag.scheme)


def _is_file(file: Attachment) -> bool:
    return (
        is_address(file.url)
        and _media_type(file.mime_type) is not None
        and (file.size_bytes is None or 0 <= file.size_bytes <= LARGEST_BYTES)
        and (file.duration_s is None or 0 <= file.duration_s <= LONGEST_S)
    )


def _is_discussion(discussion: Discussion) -> bool:
    """Accept counts and feeds of comments; articles that reply to others are rare."""
    count = discussion.comments_count
    return (
        not discussion.in_reply_to
        and (count is None or count >= 0)
        and are_addresses(discussion.comments_feed_url)
    )


def _is_origin(origin: Source) -> bool:
    return (
        are_addresses(origin.url, origin.article_url, origin.feed_url)
        and (origin.feed_id is None or is_id(origin.feed_id))
        and are_times(origin.feed_updated_at, origin.published_at)
    )


def is_language(tag: str) -> bool:
    """Return whether a tag is a registered language, with or without a region."""
    found = _language(tag)
    return found is not None and found[1] in ISO_639_1


def _runs_script(html: str) -> bool:
    """Return whether a link of the HTML may run a script: the only flaw of HTML that is an error."""
    if "=" not in html:  # no element has an attribute
        return False
    lower = html.lower()
    if not any(sign in lower for sign in _SCRIPT_SIGNS):
        return False
    return any(flaw is HtmlFlaw.SCRIPT for flaw, _ in html_flaws(html))
