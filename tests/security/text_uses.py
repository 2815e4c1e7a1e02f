"""Functions over short texts of others: times, addresses, header fields.

A use returns the faults that it finds; most can only raise.
"""

from collections.abc import Callable, Iterable

from feeds.readers.emails import email_address, without_email
from feeds.readers.json_values import read_duration, read_number
from feeds.server.http.addresses import canonical_target
from feeds.server.http.conditions import match_tags, named_tags, unmodified_since
from feeds.server.http.headers import valid_host
from feeds.server.http.negotiation import choose_language, ranked_codings, weights
from feeds.server.http.user_agents import agent_of
from feeds.text.dates import ParsedTime, parse_time, rfc822, rfc3339
from feeds.text.language import language_tag, registered_language
from feeds.text.link_header import parse_link_header
from feeds.text.media_types import media_type
from feeds.text.plain import excerpt, plain_line
from feeds.text.secrets import in_public
from feeds.text.signed_urls import signing_parameter
from feeds.text.urls import absolute_url, canonical_url, host_of, permalink
from feeds.validate.values.dates import iso8601, rfc2822, w3cdtf
from feeds.validate.values.dates import rfc3339 as valid_rfc3339
from feeds.validate.values.languages import is_language
from feeds.validate.values.mail import contains_address, is_address
from feeds.validate.values.media_types import is_media_type
from feeds.validate.values.plain_text import markup_in, reference_in
from feeds.validate.values.uris import normal, uri_fault
from tests.security import seeds

TextUse = Callable[[str], Iterable[str]]
_LONGEST_EXCERPT = 300
_DIRECTIONS = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"


def of_text(use: TextUse) -> Callable[[bytes], Iterable[str]]:
    """Use bytes as the text that a document has in their place."""
    return lambda data: use(data.decode("utf-8", "replace"))


def use_time(text: str) -> Iterable[str]:
    """Read a time; what is written of it is the same instant and valid."""
    found = parse_time(text, zone="Europe/London" if len(text) % 2 else None)
    if isinstance(found, ParsedTime):
        written = rfc3339(found.at)
        again = parse_time(written)
        if not isinstance(again, ParsedTime) or rfc3339(again.at) != written:
            yield f"{written} is another time"
        valid_rfc3339(written)
        rfc2822(rfc822(found.at))


def use_written_time(text: str) -> Iterable[str]:
    """Validate a time as each format of a feed has it."""
    for read in (valid_rfc3339, w3cdtf, iso8601, rfc2822):
        try:
            read(text)
        except ValueError:
            continue
    return ()


def use_address(text: str) -> Iterable[str]:
    """Resolve an address; what comes out is a web address, valid and the same again."""
    for url in (absolute_url(text, "https://n.io/a/b?c"), permalink(text, "https://n.io/a/b?c")):
        if url is None:
            continue
        if not url.startswith(("http://", "https://")) or any(sign in url for sign in '<>" \n\t\x00'):
            yield f"{url!r} is no web address"
        if absolute_url(url) != url:
            yield f"{url!r} becomes {absolute_url(url)!r}"
        if fault := uri_fault(url, full=True, iri=False):
            yield f"{url!r} is not valid: {fault}"
        canonical_url(url)
        host_of(url)
        signing_parameter(url)
    in_public(text)


def use_written_address(text: str) -> Iterable[str]:
    """Validate an address, a language, a media type, an e-mail address and a title."""
    uri_fault(text, full=len(text) % 2 == 0, iri=len(text) % 3 == 0)
    normal(text)
    is_language(text)
    is_media_type(text)
    is_address(text)
    contains_address(text)
    markup_in(text)
    reference_in(text)
    return ()


def use_name(text: str) -> Iterable[str]:
    """Read a name, an e-mail address, a language, a media type and a number; cut a summary."""
    email_address(text)
    without_email(text)
    if (tag := registered_language(text)) and not is_language(tag):
        yield f"{tag!r} is no language"
    language_tag(text)
    if not is_media_type(media_type(text, text)):
        yield f"{media_type(text, text)!r} is no media type"
    read_number(text)
    read_duration(text)
    directions = sum(map(text.count, _DIRECTIONS))  # each is ended in the summary too
    if len(excerpt(plain_line(text))) > _LONGEST_EXCERPT + directions:
        yield "the summary is too long"


def use_field(text: str) -> Iterable[str]:
    """Read a header field as each of those that a server or client reads."""
    named_tags(text)
    match_tags(text, ('"a"', 'W/"b"'))
    unmodified_since(text, 0, 1)
    weights(text)
    ranked_codings(text)
    choose_language(text, ("en", "de"))
    agent_of(text)
    valid_host(text)
    parse_link_header(text)
    return ()


def use_target(text: str) -> Iterable[str]:
    """Read the target of a request; its canonical form is canonical."""
    target = canonical_target("/" + text)
    if canonical_target(target) != target:
        yield f"{target!r} becomes {canonical_target(target)!r}"


TEXT_USES: dict[str, tuple[TextUse, tuple[bytes, ...]]] = {
    "times": (use_time, seeds.TIMES),
    "written_times": (use_written_time, seeds.TIMES),
    "addresses": (use_address, seeds.ADDRESSES),
    "written_addresses": (use_written_address, (*seeds.ADDRESSES, *seeds.NAMES)),
    "names": (use_name, seeds.NAMES),
    "fields": (use_field, seeds.FIELDS),
    "targets": (use_target, seeds.TARGETS),
}
"""Each use with the texts that mutations start from."""
