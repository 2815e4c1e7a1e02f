"""Atom 1.0: feed, entry and source."""

from dataclasses import replace

from feeds.validate.checks.blanks import no_space, not_blank, not_blank_attribute
from feeds.validate.checks.dates import rfc3339
from feeds.validate.checks.mail import mail, no_address
from feeds.validate.checks.texts import plain
from feeds.validate.checks.uris import attribute, full_iri, identifier, iri
from feeds.validate.element import DocumentState, Element, Frame, Mode, leaf
from feeds.validate.elements.content import construct
from feeds.validate.elements.links import LINK, check_links, check_paging
from feeds.validate.elements.parent_values import store_in_parent
from feeds.validate.elements.tombstones import TOMBSTONE, check_duplicate_entry, check_tombstones
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
    strict=True,
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
    if "entry" in frame.parent.seen:
        walk.report(rules.MISPLACED, f"{frame.name} follows an entry; move it before the first entry", frame)


def _head(element: Element) -> Element:
    """Return a copy that must precede the entries."""
    return element.opening(_metadata)


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
            message = f"the source has no {name}; copy it from the feed that the entry comes from"
            walk.report(rules.SOURCE_INCOMPLETE, message, frame, name)
    check_links(walk, frame)
    if "author" in frame.seen:
        frame.parent.own_data().has_source_author = True


SOURCE = Element(children=dict(METADATA), once=TWICE, closes=(_close_source,))


def _open_content(_: DocumentState, frame: Frame) -> None:
    entry = frame.parent.own_data()
    entry.content_type = frame.data.type
    entry.content_is_remote = "src" in frame.attributes


ENTRY_CHILDREN: dict[str, Element] = {
    "author": PERSON,
    "category": CATEGORY,
    "content": construct(TWICE, opens=(_open_content,)),
    "contributor": PERSON,
    "id": leaf(not_blank, no_space, identifier, store_in_parent("id"), once=TWICE),
    "link": LINK,
    "published": leaf(no_space, rfc3339, store_in_parent("published"), once=TWICE),
    "rights": RIGHTS,
    "source": SOURCE,
    "summary": TEXT,
    "title": TEXT,
    "updated": leaf(no_space, rfc3339, store_in_parent("updated"), once=TWICE),
}


def _close_entry(walk: DocumentState, frame: Frame) -> None:
    if "author" not in frame.seen and not frame.data.has_source_author:
        if frame.parent.name != "feed":
            message = "the entry has no author; add one, or a source with an author"
            walk.report(rules.AUTHOR_MISSING, message, frame, "author")
        elif frame.parent.data.authorless_index is None:
            frame.parent.own_data().authorless_index = frame.index
    _check_content(walk, frame)
    check_links(walk, frame)
    _check_order(walk, frame)
    check_duplicate_entry(walk, frame)


def _check_content(walk: DocumentState, frame: Frame) -> None:
    kind = frame.data.content_type
    if kind is None:
        if not any(link.relation == "alternate" for link in frame.data.links):
            message = "the entry has neither content nor an alternate link; add one of them"
            walk.report(rules.NO_CONTENT_NO_LINK, message, frame)
        if "summary" not in frame.seen:
            message = "the entry has neither content nor summary; add a summary"
            walk.report(rules.NO_TEXT, message, frame)
    elif "summary" not in frame.seen:
        binary = "/" in kind and not kind.endswith(("+xml", "/xml")) and not kind.startswith("text/")
        if frame.data.content_is_remote or binary:
            reason = "is remote" if frame.data.content_is_remote else f"has the type {kind[:40]}"
            message = f"the content {reason} and the entry has no summary; add one"
            walk.report(rules.SUMMARY_MISSING, message, frame)


def _check_order(walk: DocumentState, frame: Frame) -> None:
    published, updated = frame.data.published, frame.data.updated
    if published and updated and published != updated:
        try:
            late = dates.rfc3339(published) > dates.rfc3339(updated)
        except ValueError:
            return
        if late:
            message = f"published ({published}) is later than updated ({updated}); correct one of them"
            walk.report(rules.PUBLISHED_LATER, message, frame)


ENTRY = Element(
    children=dict(ENTRY_CHILDREN),
    needs=(("id", rules.ID_MISSING), ("title", rules.TITLE_MISSING), ("updated", rules.UPDATED_MISSING)),
    closes=(_close_entry,),
)


def _close_feed(walk: DocumentState, frame: Frame) -> None:
    if "author" not in frame.seen and frame.data.authorless_index is not None:
        message = "neither the entry nor the feed has an author; add one to the feed"
        walk.findings.add(rules.AUTHOR_MISSING, message, frame.data.authorless_index, "author")
    if not any(link.relation == "self" for link in frame.data.links):
        message = "the feed has no link with rel self; add one with the address of the feed"
        walk.report(links.SELF_MISSING, message, frame, "link")
    check_links(walk, frame)
    check_paging(walk, frame)
    check_tombstones(walk)


FEED = Element(
    attributes={"indexing:index": ()},
    children={name: _head(element) for name, element in METADATA.items()}
    | {"entry": ENTRY, "at:deleted-entry": TOMBSTONE},
    needs=(("id", rules.ID_MISSING), ("title", rules.TITLE_MISSING), ("updated", rules.UPDATED_MISSING)),
    closes=(_close_feed,),
)


def _prefixed(element: Element) -> Element:
    """Return a copy for other vocabularies, where the children have a prefix."""
    own = {name for name in element.children if ":" not in name}
    return replace(
        element,
        children={f"atom:{name}" if name in own else name: one for name, one in element.children.items()},
        needs=tuple((f"atom:{name}" if name in own else name, rule) for name, rule in element.needs),
    )


ATOM_ANYWHERE: dict[str, Element] = {
    f"atom:{name}": _prefixed(element) for name, element in (METADATA | ENTRY_CHILDREN).items()
}
"""Elements of Atom for use in other vocabularies."""
