# ruff: noqa: PLR2004 - the limits of a specification stand where they are judged
"""RSS 2.0 and 0.9x: channel and item without their extensions."""

import re

from feeds.validate.checks.dates import rfc822
from feeds.validate.checks.texts import plain, safe_html
from feeds.validate.checks.uris import full, http
from feeds.validate.checks.uris import judge as judge_uri
from feeds.validate.checks.words import (
    contact_with_name,
    enclosure_type,
    language,
    not_blank,
    positive,
)
from feeds.validate.element import DocumentState, Element, Frame, Judge, Mode, Moment, leaf
from feeds.validate.rule import Rule
from feeds.validate.rules import core, items
from feeds.validate.rules import rss as rules
from feeds.validate.values.plain import integer
from feeds.validate.values.words import words

TWICE = rules.TWICE
DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_FORM_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:._-]*")
_EXTENSION = re.compile(r"\.(\w+)$")
WEEK_MIN = 7 * 24 * 60


def same_meaning(other: str, *, item: bool) -> Moment:
    """A moment that judges two elements beside each other that say the same."""
    rule = items.SAME_ITEM_MEANING if item else items.SAME_MEANING

    def judge(walk: DocumentState, frame: Frame) -> None:
        if other in frame.above.seen:
            walk.report(rule, f"{frame.name} says what {other} says already", frame)

    return judge


def keep(key: str) -> Judge:
    """A judge that only remembers a value for the parent."""

    def judge(_: DocumentState, frame: Frame, value: str, __: str) -> None:
        frame.above.keep(key, value)

    return judge


def _guid(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    permalink = frame.attributes.get("isPermaLink", "true")
    if permalink not in {"true", "false"}:
        walk.report(items.GUID_BOOLEAN, f"isPermaLink is {permalink!r}; write true or false", frame)
    if permalink == "true":
        if value[:4].lower() == "tag:" or value[:9].lower() == "urn:uuid:":
            walk.report(
                items.GUID_NOT_LOCATION, f'the guid {value!r} is no address; write isPermaLink="false"', frame
            )
        judge_uri(walk, frame, value, where, full=True, iri=False, otherwise=items.GUID_NOT_URL)
    elif len(value) < 9 and value.isdigit():
        walk.report(items.GUID_SHORT, f"the guid {value!r} is a short number", frame)
    known: set[str] = walk.common.setdefault("guids", set())
    if value in known:
        walk.report(items.GUID_SAME, f"another item has the guid {value!r}", frame)
    known.add(value)


def _length(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    number = integer(value)
    if number is None:
        walk.report(items.INTEGER_ATTRIBUTE, f"the length {value!r} is no whole number", frame, where)
    elif number == -1:
        walk.report(items.LENGTH_UNKNOWN, "the length is -1; write 0 if it is unknown", frame, where)
    elif number < 0:
        walk.report(items.LENGTH_NEGATIVE, f"the length {value} is negative", frame, where)


def _port(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    number = integer(value)
    if number is None or number <= 0:
        walk.report(items.INTEGER_ATTRIBUTE, f"the port {value!r} is no whole number from 1 on", frame, where)


def _within(limit: int, rule: Rule) -> Judge:
    def judge(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        number = integer(value)
        if number is None or not 0 < number <= limit:
            walk.report(rule, f"{where} is {value!r}; write a number from 1 to {limit}", frame, where)

    return judge


def _image_url(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    found = _EXTENSION.search(value.partition("?")[0])
    if (
        found
        and found[1].lower() not in {"jpg", "jpeg", "gif", "png"}
        and "/" in value.replace("//", "").partition("?")[0]
    ):
        walk.report(
            rules.IMAGE_FORMAT, f"{value[:100]!r} ends with .{found[1]}; use GIF, JPEG or PNG", frame, where
        )


def _close_image(walk: DocumentState, frame: Frame) -> None:
    channel = frame.above
    for key, rule in (("title", rules.IMAGE_TITLE_DIFFERS), ("link", rules.IMAGE_LINK_DIFFERS)):
        own, theirs = frame.data.get(key), channel.data.get(key)
        if own is not None and theirs and own != theirs:
            walk.report(
                rule,
                f"the {key} of the image is {own[:80]!r}, that of the channel {theirs[:80]!r}",
                frame,
                key,
            )


def _hour(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    number = integer(value)
    if number is None or not 0 <= number <= 24:
        walk.report(rules.HOUR, f"{value!r} is no hour from 0 to 23", frame, where)
        return
    if number == 24:
        walk.report(rules.MIDNIGHT, "midnight is 0, not 24", frame, where)
    _unique_in_list(walk, frame, str(number % 24), where)


def _day(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if value not in DAYS:
        walk.report(rules.DAY, f"{value!r} is no weekday in English", frame, where)
    else:
        _unique_in_list(walk, frame, value, where)


def _unique_in_list(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    parent = frame.above
    if "values" not in parent.data:
        parent.keep("values", set())
    if value in parent.data["values"]:
        walk.report(items.GUID_SAME, f"{value} is listed twice", frame, where)
    parent.data["values"].add(value)


def _close_hours(walk: DocumentState, frame: Frame) -> None:
    if frame.seen.get("hour", 0) > 24:
        walk.report(rules.HOURS, f"skipHours lists {frame.seen['hour']} hours", frame)


def _close_days(walk: DocumentState, frame: Frame) -> None:
    if frame.seen.get("day", 0) > 7:
        walk.report(rules.DAYS, f"skipDays lists {frame.seen['day']} days", frame)


def _ttl(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    number = integer(value)
    if number is not None and number > WEEK_MIN:
        walk.report(rules.TTL, f"a ttl of {number} minutes is longer than a week", frame, where)


def _open_item(_: DocumentState, frame: Frame) -> None:
    parent = frame.above
    if "item" not in parent.data:
        parent.keep("item", frame.index)


def after_item(walk: DocumentState, frame: Frame) -> None:
    """A moment of the channel's elements: none of them stands after an item."""
    parent = frame.above
    if "item" in parent.data:
        walk.report(
            rules.ITEM_MISPLACED, f"{frame.name} stands after an item; items come last", frame, "item"
        )


def _open_text_input(walk: DocumentState, frame: Frame) -> None:
    walk.report(rules.TEXT_INPUT, "the channel has a textInput, which no reader shows", frame)


def _blink(walk: DocumentState, frame: Frame, _: str, __: str) -> None:
    walk.report(rules.BLINK, "the channel has an element blink, which no reader knows", frame)


def _form_name(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if not _FORM_NAME.match(value):
        walk.report(rules.FORM_NAME, f"{value!r} is no name of a form field", frame, where)


TEXT = leaf(plain, once=TWICE)
TITLE = leaf(plain, not_blank, keep("title"), once=TWICE)
URL = leaf(full, once=TWICE)
LINK = leaf(full, keep("link"), once=TWICE)
DATE = leaf(rfc822, once=TWICE)
MAIL = leaf(contact_with_name, once=TWICE)
CATEGORY = leaf(plain, domain=())

IMAGE = Element(
    children={
        "url": leaf(full, _image_url, once=TWICE),
        "title": TITLE,
        "link": LINK,
        "width": leaf(_within(144, rules.IMAGE_WIDTH), once=TWICE),
        "height": leaf(_within(400, rules.IMAGE_HEIGHT), once=TWICE),
        "description": TEXT,
    },
    once=TWICE,
    needs=(("url", rules.IMAGE_CHILD), ("title", rules.IMAGE_TITLE), ("link", rules.IMAGE_LINK)),
    closes=(_close_image,),
)

TEXT_INPUT = Element(
    children={
        "title": leaf(plain, not_blank, once=TWICE),
        "description": TEXT,
        "name": leaf(_form_name, once=TWICE),
        "link": URL,
    },
    once=TWICE,
    needs=tuple((name, rules.TEXT_INPUT_CHILD) for name in ("title", "description", "name", "link")),
    opens=(_open_text_input,),
)

CLOUD = Element(
    mode=Mode.FOREIGN,
    attributes={"domain": (), "path": (), "port": (_port,), "registerProcedure": (), "protocol": ()},
    once=TWICE,
    needs_attributes=tuple(
        (name, rules.CLOUD) for name in ("domain", "path", "port", "registerProcedure", "protocol")
    ),
)

HEAD: dict[str, Element] = {
    "title": TITLE,
    "link": LINK,
    "description": TEXT,
    "image": IMAGE,
    "textInput": TEXT_INPUT,
    "category": CATEGORY,
    "cloud": CLOUD,
    "rating": leaf(),
    "ttl": leaf(positive, not_blank, _ttl, once=TWICE),
    "docs": leaf(full, keep("docs"), once=TWICE),
    "generator": leaf(once=TWICE),
    "pubDate": DATE,
    "managingEditor": MAIL,
    "webMaster": MAIL,
    "language": leaf(language, once=TWICE),
    "blink": leaf(_blink),
    "copyright": TEXT,
    "lastBuildDate": DATE,
    "skipHours": Element(
        children={"hour": leaf(_hour)},
        once=TWICE,
        closes=(_close_hours,),
        needs=(("hour", core.EXTENSION_CHILD_MISSING),),
    ),
    "skipDays": Element(
        children={"day": leaf(_day)},
        once=TWICE,
        closes=(_close_days,),
        needs=(("day", core.EXTENSION_CHILD_MISSING),),
    ),
}
"""What a channel has of its own, without extensions; the same elements must not stand after an item."""

SOURCE = Element(
    mode=Mode.TEXT,
    text=(plain,),
    attributes={"url": (full,)},
    once=TWICE,
    needs_attributes=(("url", core.ATTRIBUTE_MISSING),),
)
ENCLOSURE = Element(
    mode=Mode.FOREIGN,
    attributes={"url": (http,), "length": (_length,), "type": (enclosure_type,)},
    once=items.ENCLOSURES,
    needs_attributes=tuple((name, items.ENCLOSURE) for name in ("url", "length", "type")),
)

BODY: dict[str, Element] = {
    "title": leaf(plain, not_blank, once=TWICE),
    "link": URL,
    "description": leaf(safe_html, once=TWICE),
    "comments": URL,
    "enclosure": ENCLOSURE,
    "pubDate": DATE,
    "author": MAIL,
    "category": leaf(plain, not_blank, domain=()),
    "guid": leaf(_guid, not_blank, once=TWICE, isPermaLink=()),
    "source": SOURCE,
}
"""What an item has of its own, without extensions."""

OPEN_ITEM = _open_item
