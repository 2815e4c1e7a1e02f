"""FeedSync (sx), which synchronises the items of a feed between endpoints."""

import re

from feeds.validate.checks.dates import rfc3339
from feeds.validate.checks.numbers import positive_31
from feeds.validate.checks.texts import plain
from feeds.validate.checks.uris import full_iri
from feeds.validate.checks.words import one_of, true_false_strict
from feeds.validate.element import DocumentState, Element, Frame, Mode
from feeds.validate.rules import core
from feeds.validate.rules import modules as rules

_NSS = re.compile(r"(?:[A-Za-z0-9()+,\-.:=@;$_!*']++|%[0-9A-Fa-f]{2})++")


def _nss(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if not _NSS.fullmatch(value):
        walk.report(rules.SYNC_NSS, f"{where} is {value[:60]!r}; write the specific part of a URN", frame)


def _id(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    _nss(walk, frame, value, where)
    known = walk.document.sync_ids
    if value in known:
        walk.report(
            rules.SYNC_SAME, f"another item has the id {value[:120]!r}; give each item its own", frame, "id"
        )
    known.add(value)


def _date(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    rfc3339(walk, frame, value, where)


def _open_sharing(walk: DocumentState, frame: Frame) -> None:
    since, until = frame.attributes.get("since"), frame.attributes.get("until")
    if until is not None and since is None:
        walk.report(core.ATTRIBUTE_MISSING, "sx:sharing has until but no since; add it", frame)
    elif since is not None and until is None:
        walk.report(core.ATTRIBUTE_MISSING, "sx:sharing has since but no until; add it", frame)
    elif since and until and since > until:
        walk.report(
            rules.SINCE_AFTER_UNTIL,
            f"since ({since[:40]}) is after until ({until[:40]}); exchange them",
            frame,
        )


def _open_history(walk: DocumentState, frame: Frame) -> None:
    by, when = "by" in frame.attributes, "when" in frame.attributes
    if not by and not when:
        walk.report(rules.SYNC_HISTORY, "sx:history has neither by nor when; add both", frame)
    elif not by:
        walk.report(rules.SYNC_BY, "sx:history has no by; add it", frame)


_RELATED = Element(
    mode=Mode.FOREIGN,
    attributes={
        "link": (full_iri,),
        "title": (plain,),
        "type": (one_of({"complete", "aggregated"}, rules.SYNC_TYPE),),
    },
    needs_attributes=(("link", core.ATTRIBUTE_MISSING), ("type", core.ATTRIBUTE_MISSING)),
)
SHARING = Element(
    children={"sx:related": _RELATED},
    attributes={"since": (_date,), "until": (_date,), "expires": (_date,)},
    opens=(_open_sharing,),
)
_HISTORY = Element(
    mode=Mode.FOREIGN,
    attributes={"sequence": (positive_31,), "when": (_date,), "by": (_nss, plain)},
    needs_attributes=(("sequence", core.ATTRIBUTE_MISSING),),
    opens=(_open_history,),
)
SYNC = Element(
    children={"sx:history": _HISTORY, "sx:conflicts": Element(mode=Mode.FOREIGN)},
    attributes={
        "id": (_id,),
        "updates": (positive_31,),
        "deleted": (true_false_strict,),
        "noconflicts": (true_false_strict,),
    },
    needs=(("sx:history", rules.SYNC_NO_HISTORY),),
    needs_attributes=(("id", core.ATTRIBUTE_MISSING), ("updates", core.ATTRIBUTE_MISSING)),
)
