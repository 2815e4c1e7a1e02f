# ruff: noqa: PLR2004 - the limits come from specifications
"""GeoRSS, GML and the older geo modules."""

import re

from feeds.validate.checks.numbers import decimal, signed, whole
from feeds.validate.element import Check, DocumentState, Element, Frame, Mode, leaf
from feeds.validate.rule import Rule
from feeds.validate.rules import core
from feeds.validate.rules import media as rules

_NUMBER = r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)"
_POINT = re.compile(rf"{_NUMBER}(?:\s*,\s*|\s+){_NUMBER}", re.ASCII)
_PAIRED = re.compile(rf"{_NUMBER}[ ,]{_NUMBER}(?:\s++{_NUMBER}[ ,]{_NUMBER})++", re.ASCII)
_FLOAT = re.compile(_NUMBER, re.ASCII)


def _bounded(limit: float, rule: Rule) -> Check:
    def check(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        if not _FLOAT.fullmatch(value) or not -limit <= float(value) <= limit:
            walk.report(
                rule, f"{where} is {value[:40]!r}; write a number from -{limit:g} to {limit:g}", frame
            )

    return check


latitude = _bounded(90, rules.LATITUDE)
longitude = _bounded(180, rules.LONGITUDE)


def _point(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if not _POINT.fullmatch(value):
        walk.report(
            rules.COORDINATES,
            f"{where} is {value[:60]!r}; write latitude and longitude separated by a space",
            frame,
        )
        return
    if "," in value:
        walk.report(rules.COMMA, f"{where} is {value[:60]!r}; write a space instead of the comma", frame)
    north, east = (float(part) for part in value.replace(",", " ").split())
    if not -90 <= north <= 90:
        walk.report(
            rules.LATITUDE, f"the latitude {north:g} is out of range; write degrees from -90 to 90", frame
        )
    if not -180 <= east <= 180:
        walk.report(
            rules.LONGITUDE, f"the longitude {east:g} is out of range; write degrees from -180 to 180", frame
        )


def _points(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if "," in value:
        if not _PAIRED.fullmatch(value):
            walk.report(
                rules.COORDINATE_LIST,
                f"{where} is {value[:60]!r}; write pairs of latitude and longitude",
                frame,
            )
            return
        walk.report(rules.COMMA, f"{where} has commas; write spaces only", frame)
    parts = value.replace(",", " ").split()
    if len(parts) < 4 or len(parts) % 2 or not all(_FLOAT.fullmatch(part) for part in parts):
        walk.report(
            rules.COORDINATE_LIST, f"{where} is {value[:60]!r}; write pairs of latitude and longitude", frame
        )


def _nest(children: dict[str, Element]) -> Element:
    return Element(children=children, attributes={"srsName": (), "gml:id": (), "srsDimension": ()})


_ANY = dict.fromkeys(("featuretypetag", "relationshiptag", "featurename", "elev", "floor", "radius"), ())
_POS = Element(mode=Mode.TEXT, text=(_point,), attributes=_ANY)
_LIST = Element(mode=Mode.TEXT, text=(_points,), attributes=_ANY)
_RING = _nest({"gml:LinearRing": _nest({"gml:posList": _LIST})})
_WHERE = Element(
    children={
        "gml:Point": _nest({"gml:pos": _POS}),
        "gml:LineString": _nest({"gml:posList": _LIST}),
        "gml:Polygon": _nest({"gml:exterior": _RING, "gml:interior": _RING}),
        "gml:Envelope": _nest({"gml:lowerCorner": _POS, "gml:upperCorner": _POS}),
    }
)

GEO: dict[str, Element] = {
    "geo:Point": Element(
        children={"geo:lat": leaf(latitude), "geo:long": leaf(longitude), "geo:alt": leaf(signed)},
        attributes={"rdf:about": ()},
        needs=(("geo:lat", core.EXTENSION_CHILD_MISSING), ("geo:long", core.EXTENSION_CHILD_MISSING)),
    ),
    "geo:lat": leaf(latitude),
    "geo:long": leaf(longitude),
    "geo:alt": leaf(signed),
    "geourl:latitude": leaf(latitude),
    "geourl:longitude": leaf(longitude),
    "icbm:latitude": leaf(latitude),
    "icbm:longitude": leaf(longitude),
    "georss:where": _WHERE,
    "georss:point": _POS,
    "georss:line": _LIST,
    "georss:polygon": _LIST,
    "georss:box": _LIST,
    "georss:circle": leaf(),
    "georss:featureTypeTag": leaf(),
    "georss:relationshipTag": leaf(),
    "georss:featureName": leaf(),
    "georss:featuretypetag": leaf(),
    "georss:relationshiptag": leaf(),
    "georss:featurename": leaf(),
    "georss:elev": leaf(signed),
    "georss:floor": leaf(whole),
    "georss:radius": leaf(decimal),
}
