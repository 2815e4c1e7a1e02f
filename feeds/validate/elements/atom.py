"""Atom 1.0: feed, entry and source."""

from feeds.validate.checks.dates import rfc3339
from feeds.validate.checks.texts import plain
from feeds.validate.checks.uris import attribute, full_iri, identifier, iri
from feeds.validate.checks.words import mail, no_address, no_space, not_blank, not_blank_attribute
from feeds.validate.element import DocumentState, Element, Frame, Judge, Mode, leaf
from feeds.validate.elements.content import construct
from feeds.validate.elements.links import LINK, judge_links, judge_paging
from feeds.validate.rules import atom as rules
from feeds.validate.rules import core, links
from feeds.validate.values import dates

TWICE = rules.TWICE

PERSON_CHILDREN: dict[str, Element] = {
    "name": leaf(plain, no_address, not_blank, once=TWICE),
    "uri": leaf(not_blank, no_space, iri, once=TWICE),
    "email": leaf(mail, no_space, once=TWICE),
}
PERSON = Element(children=dict(PERSON_CHILDREN), needs=(("name", rules.NAME_MISSING),))

CATEGORY = Element(
    attributes={"term": (not_blank,), "scheme": (full_iri,), "label": (plain, not_blank_attribute)},
    needs_attributes=(("term", core.ATTRIBUTE_MISSING),),
    mode=Mode.FOREIGN,
)
GENERATOR = leaf(
    plain, not_blank, once=TWICE, uri=(not_blank_attribute, attribute), version=(not_blank_attribute, plain)
)
ICON = leaf(not_blank, no_space, iri, once=TWICE)
DATE = leaf(no_space, rfc3339, once=TWICE)
ID = leaf(not_blank, no_space, identifier, once=TWICE)
TEXT = construct(TWICE)
RIGHTS = construct(TWICE)


def _metadata(walk: DocumentState, frame: Frame) -> None:
    if "entry" in frame.above.seen:
        walk.report(rules.MISPLACED, f"{frame.name} stands after an entry; the head comes first", frame)


def _head(element: Element) -> Element:
    """The same element where it must stand before the entries."""
    copy = element.many()
    copy.once = element.once
    copy.opens = (*element.opens, _metadata)
    return copy


METADATA: dict[str, Element] = {
    "author": PERSON,
    "category": CATEGORY,
    "contributor": PERSON,
    "generator": GENERATOR,
    "icon": ICON,
    "id": ID,
    "link": LINK,
    "logo": ICON,
    "rights": RIGHTS,
    "subtitle": TEXT,
    "title": TEXT,
    "updated": DATE,
}


def _close_source(walk: DocumentState, frame: Frame) -> None:
    for name in ("id", "title", "updated"):
        if name not in frame.seen:
            walk.report(rules.SOURCE_INCOMPLETE, f"the source has no {name}", frame, name)
    judge_links(walk, frame)
    if "author" in frame.seen:
        frame.above.keep("source author", True)


SOURCE = Element(children=dict(METADATA), once=TWICE, closes=(_close_source,))


def _keep(key: str) -> Judge:
    def judge(_: DocumentState, frame: Frame, value: str, __: str) -> None:
        frame.above.keep(key, value)

    return judge


def _open_content(_: DocumentState, frame: Frame) -> None:
    frame.above.keep("content", (frame.data["type"], "src" in frame.attributes))


ENTRY_CHILDREN: dict[str, Element] = {
    "author": PERSON,
    "category": CATEGORY,
    "content": construct(TWICE, opens=(_open_content,)),
    "contributor": PERSON,
    "id": leaf(not_blank, no_space, identifier, _keep("id"), once=TWICE),
    "link": LINK,
    "published": leaf(no_space, rfc3339, _keep("published"), once=TWICE),
    "rights": RIGHTS,
    "source": SOURCE,
    "summary": TEXT,
    "title": TEXT,
    "updated": leaf(no_space, rfc3339, _keep("updated"), once=TWICE),
}


def _close_entry(walk: DocumentState, frame: Frame) -> None:
    if "author" not in frame.seen and "source author" not in frame.data:
        if frame.above.name == "feed":
            if "authorless" not in frame.above.data:
                frame.above.keep("authorless", frame)
        else:
            walk.report(rules.AUTHOR_MISSING, "the entry has no author", frame, "author")
    _judge_content(walk, frame)
    judge_links(walk, frame)
    _judge_order(walk, frame)
    remember(walk, frame)


def _judge_content(walk: DocumentState, frame: Frame) -> None:
    content = frame.data.get("content")
    if content is None:
        if not any(link[0] == "alternate" for link in frame.data.get("links", ())):
            walk.report(
                rules.NO_CONTENT_NO_LINK, "the entry has neither content nor an alternate link", frame
            )
        if "summary" not in frame.seen:
            walk.report(rules.NO_TEXT, "the entry has neither content nor summary", frame)
    elif "summary" not in frame.seen:
        kind, elsewhere = content
        binary = "/" in kind and not kind.endswith(("+xml", "/xml")) and not kind.startswith("text/")
        if elsewhere or binary:
            walk.report(
                rules.SUMMARY_MISSING,
                f"the content is {'elsewhere' if elsewhere else kind} and there is no summary",
                frame,
            )


def _judge_order(walk: DocumentState, frame: Frame) -> None:
    published, updated = frame.data.get("published"), frame.data.get("updated")
    if published and updated and published != updated:
        try:
            late = dates.rfc3339(published) > dates.rfc3339(updated)
        except ValueError:
            return
        if late:
            walk.report(
                rules.PUBLISHED_LATER, f"published ({published}) is later than updated ({updated})", frame
            )


def remember(walk: DocumentState, frame: Frame) -> None:
    """Compare an entry with those before it."""
    identity, updated = frame.data.get("id"), frame.data.get("updated")
    living: dict[str, str] = walk.common.setdefault("living", {})
    times: dict[str, str | None] = walk.common.setdefault("times", {})
    if identity and identity in living:
        same = "the same" if living[identity] == (updated or "") else "another"
        walk.report(rules.SAME_ENTRY, f"a second entry has the id {identity} and {same} updated", frame, "id")
    elif updated and times.get(updated, identity) != identity:
        walk.report(rules.SAME_UPDATED, f"another entry has the same updated, {updated}", frame, "updated")
    if updated:
        times.setdefault(updated, identity)
    if identity:
        living[identity] = max(updated or "", living.get(identity, ""))


ENTRY = Element(
    children=dict(ENTRY_CHILDREN),
    needs=(("id", rules.ID_MISSING), ("title", rules.TITLE_MISSING), ("updated", rules.UPDATED_MISSING)),
    closes=(_close_entry,),
)


def _close_feed(walk: DocumentState, frame: Frame) -> None:
    if "author" not in frame.seen and "authorless" in frame.data:
        entry: Frame = frame.data["authorless"]
        walk.report(rules.AUTHOR_MISSING, "neither the entry nor the feed has an author", entry, "author")
    if not any(link[0] == "self" for link in frame.data.get("links", ())):
        walk.report(links.SELF_MISSING, "the feed has no link with rel self", frame, "link")
    judge_links(walk, frame)
    judge_paging(walk, frame)
    _judge_tombstones(walk)


def _judge_tombstones(walk: DocumentState) -> None:
    living: dict[str, str] = walk.common.get("living", {})
    met = set()
    for reference, when, index in walk.common.get("tombstones", ()):
        if (reference, when) in met:
            walk.notes.add(
                rules.TOMBSTONE_TWICE,
                f"a second deleted-entry has ref {reference} and when {when}",
                index,
                "at:deleted-entry",
            )
        met.add((reference, when))
        if reference in living and not _revived(living[reference], when):
            walk.notes.add(
                rules.TOMBSTONE_OF_LIVING,
                f"the entry {reference} was deleted at {when} and is in the feed",
                index,
                "at:deleted-entry",
            )


def _revived(updated: str, when: str) -> bool:
    try:
        return dates.rfc3339(updated) > dates.rfc3339(when)
    except ValueError:
        return True


def _open_tombstone(walk: DocumentState, frame: Frame) -> None:
    reference, when = frame.attributes.get("ref"), frame.attributes.get("when")
    if reference and when:
        walk.common.setdefault("tombstones", []).append((reference, when, frame.index))


TOMBSTONE = Element(
    mode=Mode.FOREIGN,
    attributes={"ref": (iri,), "when": (rfc3339,)},
    needs_attributes=(("ref", rules.TOMBSTONE_INCOMPLETE), ("when", rules.TOMBSTONE_INCOMPLETE)),
    opens=(_open_tombstone,),
)

FEED = Element(
    children={name: _head(element) for name, element in METADATA.items()}
    | {"entry": ENTRY, "at:deleted-entry": TOMBSTONE},
    needs=(("id", rules.ID_MISSING), ("title", rules.TITLE_MISSING), ("updated", rules.UPDATED_MISSING)),
    closes=(_close_feed,),
)


def _prefixed(element: Element) -> Element:
    """The same element in another vocabulary, where its children have a prefix."""
    own = {name for name in element.children if ":" not in name}
    copy = element.many()
    copy.once = element.once
    copy.children = {f"atom:{name}" if name in own else name: one for name, one in element.children.items()}
    copy.needs = tuple((f"atom:{name}" if name in own else name, rule) for name, rule in element.needs)
    return copy


ATOM_ANYWHERE: dict[str, Element] = {
    f"atom:{name}": _prefixed(element) for name, element in (METADATA | ENTRY_CHILDREN).items()
}
"""Elements of Atom where they stand in other vocabularies."""
