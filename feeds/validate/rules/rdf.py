"""Rules of RSS 1.0."""

from feeds.validate.rule import error

RESOURCE_MISSING = error(
    "RSS049",
    "rdf-attribute-missing",
    "An element of RSS 1.0 lacks rdf:about or rdf:resource.",
    "RDF readers cannot determine its subject.",
    "Add the attribute.",
    "RSS 1.0 §5",
    "MissingAttribute",
)
RDF_CHILD_MISSING = error(
    "RSS050",
    "rdf-child-missing",
    "A channel, image or item of RSS 1.0 lacks a required element.",
    "Readers drop it.",
    "Add title and link, and items to the channel.",
    "RSS 1.0 §5.3, §5.5",
    "MissingElement",
    "InvalidRDF",
)
