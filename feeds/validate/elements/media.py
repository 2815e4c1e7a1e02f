# ruff: noqa: PLR2004 - the limits come from specifications
"""Media RSS 1.5: the objects of an entry and what describes them."""

import re

from feeds.text.word_set import word_set
from feeds.validate.checks.codes import enclosure_type, language
from feeds.validate.checks.numbers import decimal, from_zero, positive
from feeds.validate.checks.texts import check_html, check_plain, plain
from feeds.validate.checks.uris import full
from feeds.validate.checks.words import one_of, true_false
from feeds.validate.element import Check, DocumentState, Element, Frame, Mode, leaf
from feeds.validate.rules import media as rules
from feeds.validate.rules import numbers
from feeds.validate.rules import text as texts
from feeds.validate.values.codes import COUNTRIES
from feeds.validate.values.credits import ROLES

TWICE = rules.TWICE
_NPT = re.compile(r"now|\d+(?:\.\d+)?|\d+:\d\d:\d\d(?:\.\d+)?", re.ASCII)
_HEX = re.compile(r"[0-9A-Fa-f]+")
_LABEL = r"(?:[nsvlocx]z [01]|(?:n[a-c]|s[a-f]|v[a-j]|l[a-c]|o[a-h]|c[a-b]|x[a-e]) 1)"
_ICRA = re.compile(rf"r \({_LABEL}(?: {_LABEL})*\)")
_RATINGS = {
    "urn:simple": frozenset({"adult", "nonadult"}),
    "urn:mpaa": frozenset({"g", "m", "nc-17", "pg", "pg-13", "r", "x"}),
    "urn:v-chip": word_set("14+ 18+ c c8 g pg tv-14 tv-g tv-ma tv-pg tv-y tv-y7 tv-y7-fv"),
}
_DIGITS = {"md5": 32, "sha-1": 40}


def _time(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if value and not _NPT.fullmatch(value):
        walk.report(rules.TIME, f"{where} is {value[:40]!r}; write seconds or h:mm:ss", frame)


def _close_text(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    kind = frame.attributes.get("type", "plain")
    if kind not in {"plain", "html"}:
        walk.report(rules.TEXT_TYPE, f"{where} has the type {kind[:40]!r}; write plain or html", frame)
    if kind == "html":
        check_html(walk, frame, value, where, relative=False)
    elif "<" in value or "&" in value:
        check_plain(walk, frame, value, where, texts.UNDECLARED_MARKUP)


def _open_credit(walk: DocumentState, frame: Frame) -> None:
    scheme, role = frame.attributes.get("scheme", "urn:ebu"), frame.attributes.get("role")
    if role and scheme == "urn:ebu" and role not in ROLES:
        walk.report(
            rules.CREDIT_ROLE,
            f"{role[:60]!r} is not a role of the EBU list; use one, or another scheme",
            frame,
        )
    elif role and role != role.lower():
        walk.report(
            rules.CREDIT_ROLE, f"the role {role[:60]!r} has capital letters; write it in lower case", frame
        )
    if scheme != "urn:ebu":
        full(walk, frame, scheme, f"{frame.name}/@scheme")


def _hash(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    algorithm = frame.attributes.get("algo", "md5")
    wanted = _DIGITS.get(algorithm)
    if wanted is None:
        walk.report(rules.HASH, f"the algorithm {algorithm[:40]!r} is unknown; write md5 or sha-1", frame)
    elif len(value) != wanted or not _HEX.fullmatch(value):
        walk.report(
            rules.HASH, f"{where} is not a valid {algorithm} digest; write {wanted} hexadecimal digits", frame
        )


def _rating(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    scheme = frame.attributes.get("scheme") or "urn:simple"
    if scheme == "urn:icra":
        if not _ICRA.fullmatch(value):
            walk.report(
                rules.RATING, f"{value[:60]!r} is not an ICRA label; write one such as r (nz 1 vz 1)", frame
            )
    elif scheme in _RATINGS:
        if value not in _RATINGS[scheme]:
            walk.report(
                rules.RATING, f"{value[:60]!r} is not a rating of {scheme}; use one of its words", frame
            )
    else:
        full(walk, frame, scheme, f"{where}/@scheme")


def _restriction(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    relationship = frame.attributes.get("relationship")
    if relationship is not None and relationship not in {"allow", "deny"}:
        walk.report(
            rules.RESTRICTION_RELATIONSHIP,
            f"the relationship {relationship[:40]!r} is unknown; write allow or deny",
            frame,
        )
    kind = frame.attributes.get("type")
    if not kind:
        if value and value not in {"all", "none"}:
            walk.report(
                rules.RESTRICTION,
                f"{value[:40]!r} is neither all nor none; write one of them or add a type",
                frame,
            )
    elif kind == "country":
        for code in value.upper().split():
            if code not in COUNTRIES:
                walk.report(
                    numbers.COUNTRY,
                    f"{code[:20]!r} is not a country code; write two letters of ISO 3166",
                    frame,
                    where,
                )
    elif kind == "uri":
        for address in value.split():
            full(walk, frame, address, where)
    elif kind != "sharing":
        walk.report(
            rules.RESTRICTION_TYPE, f"the type {kind[:40]!r} is unknown; write country, uri or sharing", frame
        )


def _adult(walk: DocumentState, frame: Frame) -> None:
    walk.report(rules.ADULT, "media:adult is obsolete; write media:rating", frame)


def _close_group(walk: DocumentState, frame: Frame) -> None:
    if frame.seen.get("media:content", 0) < 2:
        walk.report(
            rules.GROUP_OF_ONE,
            f"the group has {frame.seen.get('media:content', 0)} media:content; use groups for two or more",
            frame,
        )


def _close_content(walk: DocumentState, frame: Frame) -> None:
    if "url" not in frame.attributes and "media:player" not in frame.seen:
        walk.report(rules.NO_URL, "media:content has neither url nor media:player; add one of them", frame)


def _optional(check: Check) -> tuple[Check, ...]:
    """Return the check for attributes that may be empty."""

    def filled(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        if value:
            check(walk, frame, value, where)

    return (filled,)


def _text(once: bool = False, **attributes: tuple[Check, ...]) -> Element:  # noqa: FBT001, FBT002 - a table's column
    return leaf(_close_text, once=TWICE if once else None, type=(), **attributes)


_SIZE = {"height": _optional(positive), "width": _optional(positive)}
_URL = (("url", rules.NO_URL),)
_UNCHECKED = Element(mode=Mode.FOREIGN)

DESCRIBING: dict[str, Element] = {
    "media:adult": Element(mode=Mode.TEXT, text=(true_false,), once=TWICE, opens=(_adult,)),
    "media:category": leaf(plain, label=_optional(plain), scheme=_optional(full)),
    "media:copyright": leaf(plain, once=TWICE, url=_optional(full)),
    "media:credit": Element(
        mode=Mode.TEXT,
        attributes={"role": (), "scheme": ()},
        opens=(_open_credit,),
    ),
    "media:description": _text(once=True),
    "media:hash": leaf(_hash, algo=()),
    "media:keywords": leaf(),
    "media:player": Element(mode=Mode.FOREIGN, attributes={"url": (full,), **_SIZE}, needs_attributes=_URL),
    "media:rating": leaf(_rating, scheme=()),
    "media:restriction": Element(
        mode=Mode.TEXT,
        text=(_restriction,),
        attributes={"relationship": (), "type": ()},
        needs_attributes=(("relationship", rules.NO_URL),),
    ),
    "media:text": _text(start=(_time,), end=(_time,), lang=_optional(language)),
    "media:thumbnail": Element(
        mode=Mode.FOREIGN, attributes={"url": (full,), "time": (_time,), **_SIZE}, needs_attributes=_URL
    ),
    "media:title": _text(once=True),
} | {
    f"media:{name}": _UNCHECKED
    for name in word_set(
        "community comments embed responses backLinks status price license subTitle peerLink location "
        "rights scenes"
    )
}
"""Elements that describe media objects; those of version 1.5 are allowed and not checked."""

CONTENT = Element(
    children=dict(DESCRIBING),
    attributes={
        "bitrate": _optional(decimal),
        "channels": _optional(from_zero),
        "duration": _optional(decimal),
        "expression": _optional(one_of({"sample", "full", "nonstop"}, rules.EXPRESSION)),
        "fileSize": _optional(positive),
        "framerate": _optional(decimal),
        "isDefault": _optional(true_false),
        "lang": _optional(language),
        "medium": _optional(one_of({"image", "audio", "video", "document", "executable"}, rules.MEDIUM)),
        "samplingrate": _optional(decimal),
        "type": _optional(enclosure_type),
        "url": _optional(full),
        **_SIZE,
    },
    closes=(_close_content,),
)
GROUP = Element(children={**DESCRIBING, "media:content": CONTENT}, closes=(_close_group,))
OBJECTS: dict[str, Element] = {"media:content": CONTENT, "media:group": GROUP}
