"""Dublin Core, its terms and RDF, which are allowed in many places."""

from feeds.text.word_set import word_set
from feeds.validate.checks.codes import language
from feeds.validate.checks.dates import w3cdtf
from feeds.validate.checks.numbers import positive
from feeds.validate.checks.texts import plain
from feeds.validate.checks.uris import reference
from feeds.validate.element import FOREIGN, DocumentState, Element, Frame, Mode, leaf
from feeds.validate.elements.rss import same_meaning
from feeds.validate.rules import core, rdf

TWICE = core.EXTENSION_TWICE


def _open_resource(walk: DocumentState, frame: Frame) -> None:
    value = frame.attributes.get("rdf:resource")
    if value is not None:
        reference(walk, frame, value, f"{frame.name}/@rdf:resource")
    elif walk.vocabulary == "rdf":
        walk.report(rdf.RESOURCE_MISSING, f"{frame.name} has no attribute rdf:resource; add it", frame)


def resource(once: bool = False) -> Element:  # noqa: FBT001, FBT002 - a table's column
    """Return an element whose value is the address in rdf:resource."""
    return Element(
        mode=Mode.TEXT,
        attributes={"rdf:resource": (), "dc:title": ()},
        opens=(_open_resource,),
        once=TWICE if once else None,
    )


def redundant_with(element: Element, other: str, *, item: bool) -> Element:
    """Return a copy that must not appear next to ``other``, which has the same meaning."""
    return element.opening(same_meaning(other, item=item))


_TEXT = leaf()
_ONE = leaf(once=TWICE)
_DATE = leaf(w3cdtf, once=TWICE)
_RELATIONS = word_set(
    """
    isVersionOf hasVersion isReplacedBy replaces isRequiredBy requires isPartOf hasPart
    isReferencedBy references isFormatOf hasFormat conformsTo
    """
)
_FREE = word_set(
    """
    valid available spatial temporal accessRights accrualMethod accrualPeriodicity accrualPolicy
    bibliographicCitation educationLevel instructionalMethod license provenance rightsHolder
    audience alternative date identifier title creator subject description publisher contributor
    type format source language relation coverage rights
    """
)

ANYWHERE: dict[str, Element] = (
    {
        "dc:title": _ONE,
        "dc:description": _ONE,
        "dc:publisher": _TEXT,
        "dc:contributor": _TEXT,
        "dc:creator": _TEXT,
        "dc:subject": _TEXT,
        "dc:date": _DATE,
        "dc:type": _ONE,
        "dc:format": _ONE,
        "dc:identifier": _TEXT,
        "dc:source": _ONE,
        "dc:language": leaf(language, once=TWICE),
        "dc:relation": _TEXT,
        "dc:coverage": _TEXT,
        "dc:rights": leaf(plain, once=TWICE),
        "dcterms:abstract": _ONE,
        "dcterms:tableOfContents": resource(once=True),
        "dcterms:created": _DATE,
        "dcterms:issued": _DATE,
        "dcterms:modified": _DATE,
        "dcterms:dateAccepted": _ONE,
        "dcterms:dateCopyrighted": _ONE,
        "dcterms:dateSubmitted": _ONE,
        "dcterms:extent": leaf(positive, once=TWICE),
        "dcterms:mediator": _ONE,
        "rdf:RDF": FOREIGN,
        "rdf:type": FOREIGN,
        "rdf:Description": FOREIGN,
        "rdfs:seeAlso": resource(),
        "rdfs:label": _TEXT,
        "rdfs:comment": _TEXT,
    }
    | {f"dcterms:{name}": FOREIGN for name in _FREE}
    | {f"dcterms:{name}": resource() for name in _RELATIONS}
)
