"""Rules about the document as XML: encoding, well-formedness, namespaces, limits."""

from feeds.validate.rule import error, warning

NOT_WELL_FORMED = error(
    "XML001",
    "not-well-formed",
    "The document is not well-formed XML.",
    "A conforming parser stops at the first such place, so most readers show nothing at all.",
    "Write the feed with an XML library, not with text templates, and parse it before publishing.",
    "XML 1.0 §2.1 (R-XML-01)",
    "SAXError",
)
UNDEFINED_ENTITY = error(
    "XML002",
    "undefined-entity",
    "A named entity is used that XML does not define; only amp, lt, gt, quot and apos exist without a DTD.",
    "Parsers stop at it: one &nbsp; makes the whole feed unreadable.",
    "Write the character itself or its number (&#160;).",
    "XML 1.0 §4.1, §4.6 (R-XML-07)",
    "UndefinedNamedEntity",
)
ILLEGAL_CHARACTER = error(
    "XML003",
    "illegal-character",
    "The document holds a character that XML 1.0 does not allow, such as a control character.",
    "Parsers stop at it; one pasted control character takes the whole feed down.",
    "Remove the characters that XML forbids when the text is taken in.",
    "XML 1.0 §2.2 (R-XML-02, R-XML-09)",
    "SAXError",
)
UNBOUND_PREFIX = error(
    "XML004",
    "unbound-prefix",
    "A namespace prefix is used that no xmlns attribute declares.",
    "Namespace-aware parsers refuse the document.",
    "Declare the prefix on the root element.",
    "Namespaces in XML 1.0 §3 (R-XML-11)",
    "SAXError",
    "MissingNamespace",
    "UndeclaredPrefix",
)
BAD_BYTES = error(
    "XML005",
    "bytes-not-in-encoding",
    "Some bytes are not text in the encoding that the document declares.",
    "Readers stop, or show replacement characters in the middle of words.",
    "Write UTF-8 and declare it; convert texts of other encodings when they are taken in.",
    "XML 1.0 §4.3.3 (R-XML-05)",
    "UnicodeError",
)
UNKNOWN_ENCODING = error(
    "XML006",
    "unknown-encoding",
    "The declared encoding is none that is known.",
    "Nobody can read the document.",
    "Write UTF-8.",
    "XML 1.0 §4.3.3 (R-XML-05)",
    "UnknownEncoding",
)
OBSCURE_ENCODING = warning(
    "XML007",
    "obscure-encoding",
    "The declared encoding is seldom used in feeds.",
    "XML parsers need only know UTF-8 and UTF-16; some readers know no more.",
    "Write UTF-8.",
    "XML 1.0 §4.3.3 (R-XML-05)",
    "ObscureEncoding",
)
ENCODINGS_DIFFER = warning(
    "XML008",
    "encodings-differ",
    "The charset of the Content-Type header is not the encoding that the document declares.",
    "Half of the readers believe the header, the other half the document.",
    "Send the same encoding in both places: utf-8.",
    "RFC 7303 §3 (R-XML-05)",
    "EncodingMismatch",
)
BLANK_START = error(
    "XML009",
    "text-before-declaration",
    "Something stands before the XML declaration, mostly an empty line.",
    "The declaration must be the very first thing; parsers stop at it.",
    "Find the template or plug-in that prints a blank line, and start the document at byte 0.",
    "XML 1.0 §2.8 (R-XML-06)",
    "SAXError",
    "WPBlankLine",
)
XML_VERSION = error(
    "XML010",
    "xml-version-not-1.0",
    "The XML declaration names a version other than 1.0.",
    "Feed parsers know XML 1.0 only.",
    'Write version="1.0".',
    "XML 1.0 §2.8 (R-XML-06)",
    "BadXmlVersion",
)
BAD_CHARACTERS = warning(
    "XML011",
    "mangled-characters",
    "The text holds C1 control characters, replacement characters or UTF-8 read as Latin-1.",
    "Readers show garbage: the text went through a wrong encoding once.",
    "Decode the source in its real encoding (mostly windows-1252) and write UTF-8.",
    "XML 1.0 §2.2 note (R-XML-04)",
    "BadCharacters",
)
ENTITIES_DECLARED = warning(
    "XML012",
    "entities-declared",
    "The document declares entities of its own or names an external DTD.",
    "Many readers refuse any DTD, because entities are a way to attack them.",
    "Leave out the DOCTYPE; write the characters.",
    "XML 1.0 §4 (R-XML-07)",
    "ContainsSystemEntity",
)
LIMIT_EXCEEDED = error(
    "XML013",
    "beyond-limits",
    "The document is larger, deeper or fuller than a reader would take.",
    "Readers stop at 0.5 to 5 MB; nesting and expanding entities are known attacks.",
    "Keep fewer entries in the feed; older ones belong into an archive.",
    "RFC 4287 §8 (R-PAGE-14)",
    "ValidatorLimit",
)
UNEXPECTED_TEXT = error(
    "XML014",
    "text-among-elements",
    "Text stands where only elements may.",
    "Readers drop it, or take it for the content of the wrong element.",
    "Move the text into the element it belongs to.",
    "RFC 4287 §4; RSS 2.0 (R-RSS-01)",
    "UnexpectedText",
)
UNKNOWN_NAMESPACE = warning(
    "XML015",
    "unknown-namespace",
    "A namespace is declared that feeds do not commonly use.",
    "Readers ignore what stands in it.",
    "Check its spelling; if it is meant, nothing needs to change.",
    "RFC 4287 §6.3 (R-RSS-28)",
    "UnknownNamespace",
)
RESERVED_PREFIX = warning(
    "XML016",
    "prefix-of-another-namespace",
    "A well-known prefix is bound to another namespace than the one it is known for.",
    "Readers that go by prefixes take the elements for something else.",
    "Bind the prefix to its own namespace, or choose another prefix.",
    "R-RSS-29",
    "ReservedPrefix",
)
MEDIA_NAMESPACE = error(
    "XML017",
    "media-namespace-without-slash",
    "The Media RSS namespace is written without its final slash.",
    "Namespaces are compared letter by letter: readers find no media.",
    "Write http://search.yahoo.com/mrss/.",
    "Media RSS 1.5 (R-RSS-28)",
    "MediaRssNamespace",
)
OBSOLETE_WIKI = warning(
    "XML018",
    "obsolete-wiki-namespace",
    "The wiki namespace is the one of UseMod.",
    "Readers know the RSS 1.0 module only.",
    "Write http://purl.org/rss/1.0/modules/wiki/.",
    "RSS 1.0 wiki module",
    "ObsoleteWikiNamespace",
)
ATOM_PREFIXED = warning(
    "XML019",
    "atom-with-prefix",
    "The Atom or XHTML namespace of an Atom document is bound to a prefix.",
    "Some readers find only unprefixed elements: NetNewsWire drops every prefixed child of an entry.",
    "Make it the default namespace of the element.",
    "RFC 4287 §2 (R-ATOM-02)",
    "AvoidNamespacePrefix",
)
NAMESPACE_NO_IRI = error(
    "XML020",
    "namespace-not-an-iri",
    "The name of a namespace is no valid IRI.",
    "Parsers and readers may refuse the document.",
    "Use the namespace name that the specification of the vocabulary gives.",
    "Namespaces in XML 1.0 §2.1",
    "InvalidIRI",
)
NO_NAMESPACE_ELEMENT = warning(
    "XML021",
    "element-without-namespace",
    "An element without a namespace stands in an Atom document.",
    "Nobody can tell what it means; foreign markup must be in a namespace of its own.",
    "Put the element into a namespace.",
    "RFC 4287 §6.3 (R-ATOM-26)",
    "UndeterminableVocabulary",
)
ATTRIBUTE_UNEXPECTED = error(
    "XML022",
    "unexpected-attribute",
    "An element has an attribute that its specification does not define.",
    "Readers ignore it, and often it is a misspelling of one that matters.",
    "Correct its spelling or remove it.",
    "RFC 4287 §6.2; RSS 2.0 (R-RSS-01)",
    "UnexpectedAttribute",
)
EXTENSION_ATTRIBUTE = warning(
    "XML023",
    "extension-attribute",
    "An element of RSS carries an attribute of another namespace.",
    "RSS 2.0 allows extension elements; about attributes it is silent, and readers ignore them.",
    "Use an extension element instead.",
    "RSS 2.0 Extending RSS",
    "UseOfExtensionAttr",
)
XML_BASE_INVALID = error(
    "XML024",
    "xml-base-not-an-iri",
    "The value of xml:base is no IRI reference.",
    "All relative references below it lead nowhere.",
    "Give the absolute address of the page, percent-encoded.",
    "XML Base §3.1 (R-URL-02)",
    "InvalidIRI",
    "InvalidUriChar",
)
