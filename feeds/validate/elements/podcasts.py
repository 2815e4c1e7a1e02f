"""The iTunes tags and the Podcasting 2.0 namespace in channels, items, feeds and entries."""

import re

from feeds.validate.checks.dates import rfc822
from feeds.validate.checks.mail import contact
from feeds.validate.checks.numbers import positive
from feeds.validate.checks.texts import plain
from feeds.validate.checks.uris import full, http
from feeds.validate.checks.words import matching, one_of
from feeds.validate.element import Check, DocumentState, Element, Frame, Mode, leaf
from feeds.validate.rule import Rule
from feeds.validate.rules import podcasts as rules
from feeds.validate.values.podcasts import CATEGORIES, OLD_CATEGORIES

TWICE = rules.TWICE
PLAYED = frozenset({"m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub"})
_DURATION = re.compile(r"\d+(?::[0-5]\d(?::[0-5]\d)?)?", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_TRANSCRIPTS = frozenset(
    {
        "text/vtt",
        "application/x-subrip",
        "application/srt",
        "text/srt",
        "application/json",
        "text/html",
        "text/plain",
    }
)


def max_length(limit: int, rule: Rule = rules.TOO_LONG) -> Check:
    """Return a check of texts of at most ``limit`` characters."""

    def check(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        if len(value) > limit:
            walk.report(rule, f"{where} has {len(value)} characters; shorten it to {limit}", frame, where)

    return check


def _explicit(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    lower = value.strip().lower()
    if lower in {"yes", "no", "clean", "explicit"}:
        walk.report(
            rules.EXPLICIT_OLD, f"itunes:explicit is {value[:40]!r}; write true or false", frame, where
        )
    elif lower not in {"true", "false"}:
        walk.report(rules.EXPLICIT, f"itunes:explicit is {value[:40]!r}; write true or false", frame, where)


def _block(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if value.strip().lower() not in {"yes", "no", "clean", "true", "false"}:
        walk.report(rules.BLOCK, f"{where} is {value[:40]!r}; write Yes or leave it out", frame, where)


def _keywords(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if " " in value and "," not in value:
        walk.report(
            rules.KEYWORDS, f"the keywords {value[:60]!r} are separated by spaces; write commas", frame, where
        )


def _open_category(walk: DocumentState, frame: Frame) -> None:
    name = frame.attributes.get("text")
    if name is None or (name in CATEGORIES and name not in OLD_CATEGORIES):
        return
    if name not in CATEGORIES:
        old = name in OLD_CATEGORIES
        rule = rules.CATEGORY_OLD if old else rules.CATEGORY_NEW
        walk.report(
            rule,
            f"{name[:60]!r} is {'no longer' if old else 'not'} one of Apple's categories; use a current one",
            frame,
        )


def _open_subcategory(walk: DocumentState, frame: Frame) -> None:
    top, name = frame.parent.attributes.get("text", ""), frame.attributes.get("text")
    if (
        name is None
        or name in CATEGORIES.get(top, ())
        or (top not in CATEGORIES and top not in OLD_CATEGORIES)
    ):
        return
    if name in OLD_CATEGORIES.get(top, ()):
        walk.report(
            rules.CATEGORY_OLD,
            f"{name[:60]!r} below {top!r} is no longer one of Apple's categories; use a current one",
            frame,
        )
    else:
        walk.report(
            rules.CATEGORY,
            f"{name[:60]!r} is not one of Apple's categories below {top!r}; use Apple's spelling",
            frame,
        )


_CATEGORY_TEXT = (("text", rules.CATEGORY_NO_TEXT),)
_SUBCATEGORY = Element(attributes={"text": ()}, needs_attributes=_CATEGORY_TEXT, opens=(_open_subcategory,))
CATEGORY = Element(
    children={"itunes:category": _SUBCATEGORY},
    attributes={"text": ()},
    needs_attributes=_CATEGORY_TEXT,
    opens=(_open_category,),
)
IMAGE = Element(
    mode=Mode.FOREIGN,
    strict=True,
    attributes={"href": (http,)},
    once=TWICE,
    needs_attributes=(("href", rules.IMAGE_HREF),),
)
OWNER = Element(
    children={
        "itunes:email": leaf(contact, once=TWICE),
        "itunes:name": leaf(max_length(255), plain, once=TWICE),
    },
    once=TWICE,
    needs=(("itunes:email", rules.OWNER_MAIL),),
)

_BOTH: dict[str, Element] = {
    "itunes:author": leaf(max_length(255), plain, once=TWICE),
    "itunes:block": leaf(_block, once=TWICE),
    "itunes:explicit": leaf(_explicit, once=TWICE),
    "itunes:keywords": leaf(max_length(255), plain, _keywords, once=TWICE),
    "itunes:subtitle": leaf(max_length(255), plain, once=TWICE),
    "itunes:summary": leaf(max_length(4000), plain, once=TWICE),
    "itunes:image": IMAGE,
    "itunes:title": leaf(once=TWICE),
}


def _needs(*names: str) -> tuple[tuple[str, Rule], ...]:
    return tuple((name, rules.PODCAST_ATTRIBUTE) for name in names)


def _tag(
    *needed: str, children: dict[str, Element] | None = None, **attributes: tuple[Check, ...]
) -> Element:
    """Return an element of the podcast namespace; only its required attributes and children are checked."""
    if children is None:
        return Element(mode=Mode.FOREIGN, attributes=attributes, needs_attributes=_needs(*needed))
    return Element(
        mode=Mode.FOREIGN, children=children, attributes=attributes, needs_attributes=_needs(*needed)
    )


def _locked(walk: DocumentState, frame: Frame) -> None:
    if frame.text.strip().lower() not in {"yes", "no"}:
        walk.report(rules.LOCKED, f"podcast:locked is {frame.text.strip()[:40]!r}; write yes or no", frame)


def _guid(walk: DocumentState, frame: Frame) -> None:
    if not _UUID.fullmatch(frame.text.strip()):
        walk.report(rules.GUID, f"podcast:guid is {frame.text.strip()[:60]!r}; write a UUID", frame)


def _short(limit: int) -> Element:
    def check(walk: DocumentState, frame: Frame) -> None:
        if len(frame.text.strip()) > limit:
            walk.report(
                rules.PODCAST_LENGTH, f"{frame.name} has more than {limit} characters; shorten it", frame
            )

    return Element(mode=Mode.FOREIGN, closes=(check,))


def _transcript_type(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if value.partition(";")[0].strip().lower() not in _TRANSCRIPTS:
        walk.report(
            rules.TRANSCRIPT_TYPE,
            f"the transcript type {value[:60]!r} is not supported by apps; publish text/vtt",
            frame,
            where,
        )


PODCAST: dict[str, Element] = {
    "podcast:locked": Element(mode=Mode.FOREIGN, once=TWICE, closes=(_locked,)),
    "podcast:guid": Element(mode=Mode.FOREIGN, once=TWICE, closes=(_guid,)),
    "podcast:funding": _tag("url", url=(full,)),
    "podcast:person": _short(128),
    "podcast:location": _short(128),
    "podcast:license": _short(128),
    "podcast:txt": _short(4000),
    "podcast:trailer": _tag("url", "pubdate", url=(full,), pubdate=(rfc822,)),
    "podcast:transcript": _tag("url", "type", url=(full,), type=(_transcript_type,)),
    "podcast:chapters": _tag("url", "type", url=(full,)),
    "podcast:soundbite": _tag("startTime", "duration"),
    "podcast:alternateEnclosure": _tag(
        "type", children={"podcast:source": _tag("uri"), "podcast:integrity": _tag("type", "value")}
    ),
    "podcast:value": _tag(
        "type", "method", children={"podcast:valueRecipient": _tag("type", "address", "split")}
    ),
}

CHANNEL: dict[str, Element] = {
    **_BOTH,
    "itunes:category": CATEGORY,
    "itunes:complete": leaf(_block, once=TWICE),
    "itunes:owner": OWNER,
    "itunes:new-feed-url": leaf(full, once=TWICE),
    "itunes:pubDate": leaf(rfc822, once=TWICE),
    "itunes:type": leaf(one_of({"episodic", "serial"}, rules.SHOW_TYPE, any_case=True), once=TWICE),
    "itunes:applepodcastsverify": leaf(once=TWICE),
}

ITEM: dict[str, Element] = {
    **_BOTH,
    "itunes:duration": leaf(matching(_DURATION, rules.DURATION, "seconds or h:mm:ss"), once=TWICE),
    "itunes:episode": leaf(positive, once=TWICE),
    "itunes:season": leaf(positive, once=TWICE),
    "itunes:episodeType": leaf(
        one_of({"full", "trailer", "bonus"}, rules.EPISODE_TYPE, any_case=True), once=TWICE
    ),
    "itunes:isClosedCaptioned": leaf(once=TWICE),
    "itunes:order": leaf(positive, once=TWICE),
}


def note_episode(walk: DocumentState, frame: Frame) -> None:
    """Record that the document is a podcast if an item has iTunes tags, and check its enclosures."""
    if any(name.startswith("itunes:") for name in frame.seen):
        walk.document.is_podcast = True
        for url in frame.data.enclosures:
            extension = url.partition("?")[0].partition("#")[0].rpartition("/")[2].rpartition(".")[2]
            if extension.lower() not in PLAYED:
                walk.report(
                    rules.FORMAT,
                    f"Apple does not play .{extension[:20]} files; publish MP3, M4A, MP4, M4V or MOV",
                    frame,
                )


def check_podcast(walk: DocumentState, frame: Frame) -> None:
    """Check the head of a document that is a podcast."""
    if not (walk.document.is_podcast or any(name.startswith("itunes:") for name in frame.seen)):
        return
    if walk.document.encoding.lower() not in {"utf-8", "utf8"}:
        walk.report(
            rules.NOT_UTF8, f"the encoding of the podcast is {walk.document.encoding}; write UTF-8", frame
        )
    if "language" not in frame.seen and "dc:language" not in frame.seen and not frame.lang:
        walk.report(rules.LANGUAGE_MISSING, "the podcast has no language; add it", frame, "language")
    for name in ("itunes:category", "itunes:explicit", "itunes:image"):
        if name not in frame.seen:
            walk.report(rules.LANGUAGE_MISSING, f"the podcast has no {name}; add it", frame, name)
    if "itunes:owner" not in frame.seen:
        walk.report(
            rules.OWNER_MISSING,
            "the podcast has no owner with a mail address; add itunes:owner",
            frame,
            "itunes:owner",
        )
