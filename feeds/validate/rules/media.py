"""Rules of Media RSS 1.5, GeoRSS and GML."""

from feeds.validate.rule import error, warning

TWICE = error(
    "MED001",
    "media-element-twice",
    "A media element that may appear once appears more than once.",
    "Some players take the first, others the last.",
    "Keep one.",
    "Media RSS 1.5",
    "DuplicateElement",
)
ADULT = warning(
    "MED002",
    "media-adult",
    "media:adult has been replaced by media:rating.",
    "Players use the rating.",
    'Write media:rating with scheme="urn:simple".',
    "Media RSS 1.5 (R-MEDIA-07)",
    "DeprecatedMediaAdult",
)
GROUP_OF_ONE = error(
    "MED003",
    "media-group-without-alternatives",
    "A media:group contains fewer than two media:content.",
    "Players expect alternatives of one object and find none.",
    "Make media:content a child of the item.",
    "Media RSS 1.5 group (R-MEDIA-04)",
    "MediaGroupWithoutAlternatives",
)
CREDIT_ROLE = error(
    "MED004",
    "unknown-credit-role",
    "The role of a credit is not in the list of the EBU, or not in lower case.",
    "Players do not show the role.",
    "Use a role of the EBU list, or another scheme.",
    "Media RSS 1.5 credit (R-MEDIA-06)",
    "InvalidCreditRole",
)
HASH = error(
    "MED005",
    "invalid-media-hash",
    "A hash is not in the form of its algorithm, or the algorithm is neither md5 nor sha-1.",
    "Players reject the file.",
    "Write the hexadecimal digest, and the algorithm in algo.",
    "Media RSS 1.5 hash (R-MEDIA-07)",
    "InvalidMediaHash",
)
RATING = error(
    "MED006",
    "unknown-rating",
    "A rating is not a value of its scheme.",
    "Players show everything or nothing.",
    "Use a word of the scheme: adult or nonadult for urn:simple.",
    "Media RSS 1.5 rating (R-MEDIA-07)",
    "InvalidMediaRating",
)
RESTRICTION_RELATIONSHIP = error(
    "MED007",
    "restriction-neither-allow-nor-deny",
    "The relationship of a restriction is neither allow nor deny.",
    "Players ignore the restriction.",
    "Write allow or deny.",
    "Media RSS 1.5 restriction",
    "InvalidMediaRestrictionRel",
)
RESTRICTION_TYPE = error(
    "MED008",
    "unknown-restriction-type",
    "The type of a restriction is not country, uri or sharing.",
    "Players ignore the restriction.",
    "Write one of them.",
    "Media RSS 1.5 restriction",
    "InvalidMediaRestrictionType",
)
RESTRICTION = error(
    "MED009",
    "restriction-neither-all-nor-none",
    "A restriction without type is neither all nor none.",
    "Players ignore it.",
    "Write all or none, or add a type.",
    "Media RSS 1.5 restriction",
    "InvalidMediaRestriction",
)
TEXT_TYPE = error(
    "MED010",
    "media-text-neither-plain-nor-html",
    "The type of a media text is neither plain nor html.",
    "Players show markup as text.",
    "Write plain or html.",
    "Media RSS 1.5 title, text (R-MEDIA-06)",
    "InvalidMediaTextType",
)
TIME = error(
    "MED011",
    "not-a-media-time",
    "A time is not in normal play time: seconds or h:mm:ss.",
    "Players ignore it.",
    "Write 12.05 or 0:01:12.05.",
    "Media RSS 1.5; RFC 2326 §3.6",
    "InvalidNPTTime",
)
MEDIUM = error(
    "MED012",
    "unknown-medium",
    "The medium is not image, audio, video, document or executable.",
    "Players use only the type.",
    "Write one of them.",
    "Media RSS 1.5 content (R-MEDIA-05)",
    "InvalidMediaMedium",
)
EXPRESSION = error(
    "MED013",
    "unknown-expression",
    "The expression is not sample, full or nonstop.",
    "Players treat the object as the full version.",
    "Write one of them.",
    "Media RSS 1.5 content",
    "InvalidMediaExpression",
)
NO_URL = error(
    "MED014",
    "media-without-url",
    "A thumbnail, player or content has no address.",
    "Readers have nothing to show.",
    "Add url; content may have media:player instead.",
    "Media RSS 1.5 (R-MEDIA-05)",
    "MissingAttribute",
)
COORDINATES = error(
    "MED020",
    "not-coordinates",
    "A point is not a latitude and a longitude separated by a space.",
    "Maps do not show it.",
    "Write two numbers such as 39.9 116.4.",
    "GeoRSS simple (R-MEDIA-13)",
    "InvalidCoord",
)
COORDINATE_LIST = error(
    "MED021",
    "not-a-list-of-coordinates",
    "A line, box or polygon is not a list of pairs of latitude and longitude.",
    "Maps do not show it.",
    "Write an even number of decimal numbers separated by spaces.",
    "GeoRSS simple (R-MEDIA-13)",
    "InvalidCoordList",
)
COMMA = warning(
    "MED022",
    "comma-between-coordinates",
    "Coordinates are separated by a comma.",
    "Some readers split at spaces only.",
    "Separate them by a space.",
    "GeoRSS simple (R-MEDIA-13)",
    "CoordComma",
)
LATITUDE = error(
    "MED023",
    "not-a-latitude",
    "A latitude is not a number from -90 to 90.",
    "Maps do not show it, or show the wrong place.",
    "Write degrees north as a decimal number.",
    "W3C Basic Geo; GeoRSS",
    "InvalidLatitude",
)
LONGITUDE = error(
    "MED024",
    "not-a-longitude",
    "A longitude is not a number from -180 to 180.",
    "Maps do not show it, or show the wrong place.",
    "Write degrees east as a decimal number.",
    "W3C Basic Geo; GeoRSS",
    "InvalidLongitude",
)
