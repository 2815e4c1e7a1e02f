# ruff: noqa: PLR2004 - the limits come from specifications
"""RSS 2.0 and 0.9x: channel and item without extensions."""

import re

from feeds.validate.checks.blanks import not_blank
from feeds.validate.checks.codes import enclosure_type, language
from feeds.validate.checks.dates import rfc822
from feeds.validate.checks.mail import contact_with_name
from feeds.validate.checks.numbers import positive
from feeds.validate.checks.texts import plain, safe_html
from feeds.validate.checks.uris import check_uri, full, http
from feeds.validate.element import Check, DocumentState, Element, Frame, Hook, Mode, leaf
from feeds.validate.elements.parent_values import store_in_parent
from feeds.validate.elements.skip_times import SKIP_DAYS, SKIP_HOURS
from feeds.validate.rule import Rule
from feeds.validate.rules import core, items
from feeds.validate.rules import rss as rules
from feeds.validate.values.integers import integer

TWICE = rules.TWICE
_FORM_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:._-]*")
_EXTENSION = re.compile(r"\.(\w+)$")
WEEK_MIN = 7 * 24 * 60


def same_meaning(other: str, *, item: bool) -> Hook:
    """Return a hook that reports an element next to ``other``, which has the same meaning."""
    rule = items.SAME_ITEM_MEANING if item else items.SAME_MEANING

    def check(walk: DocumentState, frame: Frame) -> None:
        if other in frame.parent.seen:
            message = f"{frame.name} repeats the meaning of {other}; keep the element of RSS"
            walk.report(rule, message, frame)

    return check


def _guid(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    permalink = frame.attributes.get("isPermaLink", "true")
    if permalink not in {"true", "false"}:
        walk.report(items.GUID_BOOLEAN, f"isPermaLink is {permalink[:20]!r}; write true or false", frame)
    if permalink == "true":
        if value[:4].lower() == "tag:" or value[:9].lower() == "urn:uuid:":
            message = f'the guid {value[:120]!r} is not an address; write isPermaLink="false"'
            walk.report(items.GUID_NOT_LOCATION, message, frame)
        check_uri(walk, frame, value, where, full=True, iri=False, otherwise=items.GUID_NOT_URL)
    elif len(value) < 9 and value.isdigit():
        walk.report(
            items.GUID_SHORT, f"the guid {value!r} is a short number; use the address of the item", frame
        )
    check_unique_guid(walk, frame, value)


def check_unique_guid(walk: DocumentState, frame: Frame, value: str) -> None:
    """Compare a guid with those of the items before it."""
    known = walk.document.guids
    if value and value in known:
        message = f"another item has the guid {value[:120]!r}; give each item its own"
        walk.report(items.GUID_SAME, message, frame)
    known.add(value)


def _length(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    number = integer(value)
    if number is None:
        walk.report(
            items.INTEGER_ATTRIBUTE,
            f"the length {value[:40]!r} is not a whole number; write the size in bytes",
            frame,
            where,
        )
    elif number == -1:
        walk.report(items.LENGTH_UNKNOWN, "the length is -1; write 0 if it is unknown", frame, where)
    elif number < 0:
        walk.report(
            items.LENGTH_NEGATIVE, f"the length {value} is negative; write 0 if it is unknown", frame, where
        )


def _port(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    number = integer(value)
    if number is None or number <= 0:
        walk.report(
            items.INTEGER_ATTRIBUTE,
            f"the port {value[:40]!r} is not a whole number of at least 1; write digits only",
            frame,
            where,
        )


def _within(limit: int, rule: Rule) -> Check:
    def check(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        number = integer(value)
        if number is None or not 0 < number <= limit:
            walk.report(rule, f"{where} is {value[:40]!r}; write a number from 1 to {limit}", frame, where)

    return check


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
    image, channel = frame.data, frame.parent.data
    for name, own, theirs, rule in (
        ("title", image.title, channel.title, rules.IMAGE_TITLE_DIFFERS),
        ("link", image.link, channel.link, rules.IMAGE_LINK_DIFFERS),
    ):
        if name in frame.seen and theirs and own != theirs:
            values = f"{own[:80]!r}, that of the channel {theirs[:80]!r}"
            message = f"the {name} of the image is {values}; make them equal"
            walk.report(rule, message, frame, name)


def _ttl(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    number = integer(value)
    if number is not None and number > WEEK_MIN:
        walk.report(
            rules.TTL,
            f"the ttl of {number} minutes is longer than a week; write minutes, not seconds",
            frame,
            where,
        )


def _open_item(_: DocumentState, frame: Frame) -> None:
    if frame.parent.data.first_item is None:
        frame.parent.own_data().first_item = frame.index


def after_item(walk: DocumentState, frame: Frame) -> None:
    """Report an element of the channel that follows an item."""
    if frame.parent.data.first_item is not None:
        message = f"{frame.name} follows an item; move it before the first item"
        walk.report(rules.ITEM_MISPLACED, message, frame, "item")


def _open_text_input(walk: DocumentState, frame: Frame) -> None:
    walk.report(rules.TEXT_INPUT, "the channel has a textInput, which no reader shows; remove it", frame)


def _blink(walk: DocumentState, frame: Frame, _: str, __: str) -> None:
    walk.report(rules.BLINK, "the channel has an element blink, which no reader supports; remove it", frame)


def _form_name(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if not _FORM_NAME.match(value):
        walk.report(
            rules.FORM_NAME,
            f"{value[:60]!r} is not the name of a form field; begin with a letter",
            frame,
            where,
        )


TEXT = leaf(plain, once=TWICE)
TITLE = leaf(plain, not_blank, store_in_parent("title"), once=TWICE)
URL = leaf(full, once=TWICE)
LINK = leaf(full, store_in_parent("link"), once=TWICE)
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
    strict=True,
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
    "docs": leaf(full, store_in_parent("docs"), once=TWICE),
    "generator": leaf(once=TWICE),
    "pubDate": DATE,
    "managingEditor": MAIL,
    "webMaster": MAIL,
    "language": leaf(language, once=TWICE),
    "blink": leaf(_blink),
    "copyright": TEXT,
    "lastBuildDate": DATE,
    "skipHours": SKIP_HOURS,
    "skipDays": SKIP_DAYS,
}
"""Elements of a channel without extensions; none of them may follow an item."""

SOURCE = Element(
    mode=Mode.TEXT,
    text=(plain,),
    attributes={"url": (full,)},
    once=TWICE,
    needs_attributes=(("url", core.ATTRIBUTE_MISSING),),
)
ENCLOSURE = Element(
    mode=Mode.FOREIGN,
    strict=True,
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
"""Elements of an item without extensions."""

OPEN_ITEM = _open_item
