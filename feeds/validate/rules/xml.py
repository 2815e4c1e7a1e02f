"""Rules about the document as XML: encoding, well-formedness, namespaces, limits."""

from feeds.validate.rule import error, warning

NOT_WELL_FORMED = error(
    "XML001",
    "not-well-formed",
    "The document is not well-formed XML.",
    "A conforming parser stops at the first such fault, so most readers show nothing.",
    "Write the feed with an XML library, not with text templates, and parse it before publishing.",
    "XML 1.0 §2.1 (R-XML-01)",
    "SAXError",
)
UNDEFINED_ENTITY = error(
    "XML002",
    "undefined-entity",
    "A named entity is not defined; without a DTD, XML has only amp, lt, gt, quot and apos.",
    "Parsers stop there: one &nbsp; makes the whole feed unreadable.",
    "Write the character itself or its number (&#160;).",
    "XML 1.0 §4.1, §4.6 (R-XML-07)",
    "UndefinedNamedEntity",
)
ILLEGAL_CHARACTER = error(
    "XML003",
    "illegal-character",
    "The document contains a character that XML 1.0 does not allow, such as a control character.",
    "Parsers stop there: one pasted control character makes the whole feed unreadable.",
    "Remove characters that XML forbids when texts are imported.",
    "XML 1.0 §2.2 (R-XML-02, R-XML-09)",
    "SAXError",
)
UNBOUND_PREFIX = error(
    "XML004",
    "unbound-prefix",
    "A namespace prefix is used but not declared by an xmlns attribute.",
    "Namespace-aware parsers reject the document.",
    "Declare the prefix on the root element.",
    "Namespaces in XML 1.0 §3 (R-XML-11)",
    "SAXError",
    "MissingNamespace",
    "UndeclaredPrefix",
)
BAD_BYTES = error(
    "XML005",
    "bytes-not-in-encoding",
    "Some bytes are not valid in the encoding that the document declares.",
    "Readers stop, or show replacement characters inside words.",
    "Write UTF-8 and declare it; convert texts in other encodings when they are imported.",
    "XML 1.0 §4.3.3 (R-XML-05)",
    "UnicodeError",
)
UNKNOWN_ENCODING = error(
    "XML006",
    "unknown-encoding",
    "The declared encoding does not exist.",
    "Readers cannot decode the document.",
    "Write UTF-8.",
    "XML 1.0 §4.3.3 (R-XML-05)",
    "UnknownEncoding",
)
OBSCURE_ENCODING = warning(
    "XML007",
    "obscure-encoding",
    "The declared encoding is rarely used in feeds.",
    "XML parsers are only required to support UTF-8 and UTF-16, and some support no other.",
    "Write UTF-8.",
    "XML 1.0 §4.3.3 (R-XML-05)",
    "ObscureEncoding",
)
ENCODINGS_DIFFER = warning(
    "XML008",
    "encodings-differ",
    "The charset of the Content-Type header differs from the encoding that the document declares.",
    "Some readers use the header, others the document.",
    "Declare utf-8 in both places.",
    "RFC 7303 §3 (R-XML-05)",
    "EncodingMismatch",
)
BLANK_START = error(
    "XML009",
    "text-before-declaration",
    "White space, often an empty line, precedes the XML declaration.",
    "The declaration must come first; parsers stop otherwise.",
    "Find the template or plug-in that prints the empty line and remove it.",
    "XML 1.0 §2.8 (R-XML-06)",
    "SAXError",
    "WPBlankLine",
)
XML_VERSION = error(
    "XML010",
    "xml-version-not-1.0",
    "The XML declaration names a version other than 1.0.",
    "Feed parsers support XML 1.0 only.",
    'Write version="1.0".',
    "XML 1.0 §2.8 (R-XML-06)",
    "BadXmlVersion",
)
BAD_CHARACTERS = warning(
    "XML011",
    "mangled-characters",
    "The text contains C1 control characters, replacement characters or UTF-8 decoded as Latin-1.",
    "Readers show garbled text, because it was once decoded with the wrong encoding.",
    "Decode the source with its real encoding (often windows-1252) and write UTF-8.",
    "XML 1.0 §2.2 note (R-XML-04)",
    "BadCharacters",
)
ENTITIES_DECLARED = warning(
    "XML012",
    "entities-declared",
    "The document declares entities or refers to an external DTD.",
    "Many readers reject any DTD, because entities can be used for attacks.",
    "Remove the DOCTYPE and write the characters themselves.",
    "XML 1.0 §4 (R-XML-07)",
    "ContainsSystemEntity",
)
LIMIT_EXCEEDED = error(
    "XML013",
    "beyond-limits",
    "The document is larger or more deeply nested than readers accept.",
    "Readers have limits of 0.5 to 5 MB and treat deep nesting and entity expansion as attacks.",
    "Publish fewer entries in the feed and move older ones to an archive.",
    "RFC 4287 §8 (R-PAGE-14)",
    "ValidatorLimit",
)
UNEXPECTED_TEXT = error(
    "XML014",
    "text-among-elements",
    "Text appears where only elements are allowed.",
    "Readers drop it, or assign it to the wrong element.",
    "Move the text into the element it belongs to.",
    "RFC 4287 §4; RSS 2.0 (R-RSS-01)",
    "UnexpectedText",
)
UNKNOWN_NAMESPACE = warning(
    "XML015",
    "unknown-namespace",
    "A declared namespace is not commonly used in feeds.",
    "Readers ignore its elements.",
    "Check its spelling; if it is intended, no change is needed.",
    "RFC 4287 §6.3 (R-RSS-28)",
    "UnknownNamespace",
)
RESERVED_PREFIX = warning(
    "XML016",
    "prefix-of-another-namespace",
    "A well-known prefix is bound to a different namespace.",
    "Readers that look at prefixes misinterpret the elements.",
    "Bind the prefix to its usual namespace, or choose another prefix.",
    "R-RSS-29",
    "ReservedPrefix",
)
MEDIA_NAMESPACE = error(
    "XML017",
    "media-namespace-without-slash",
    "The Media RSS namespace is written without its final slash.",
    "Namespaces are compared character by character, so readers find no media.",
    "Write http://search.yahoo.com/mrss/.",
    "Media RSS 1.5 (R-RSS-28)",
    "MediaRssNamespace",
)
OBSOLETE_WIKI = warning(
    "XML018",
    "obsolete-wiki-namespace",
    "The wiki namespace is the obsolete one of UseMod.",
    "Readers support only the RSS 1.0 module.",
    "Write http://purl.org/rss/1.0/modules/wiki/.",
    "RSS 1.0 wiki module",
    "ObsoleteWikiNamespace",
)
ATOM_PREFIXED = warning(
    "XML019",
    "atom-with-prefix",
    "The Atom or XHTML namespace of an Atom document is bound to a prefix.",
    "Some readers find only unprefixed elements: NetNewsWire drops every prefixed child of an entry.",
    "Declare it as the default namespace of the element.",
    "RFC 4287 §2 (R-ATOM-02)",
    "AvoidNamespacePrefix",
)
NAMESPACE_NO_IRI = error(
    "XML020",
    "namespace-not-an-iri",
    "The name of a namespace is not a valid IRI.",
    "Parsers and readers may reject the document.",
    "Use the namespace name of the vocabulary's specification.",
    "Namespaces in XML 1.0 §2.1",
    "InvalidIRI",
)
NO_NAMESPACE_ELEMENT = warning(
    "XML021",
    "element-without-namespace",
    "An Atom document contains an element without a namespace.",
    "Its meaning is undefined; extension elements must be in a namespace.",
    "Put the element into a namespace.",
    "RFC 4287 §6.3 (R-ATOM-26)",
    "UndeterminableVocabulary",
)
ATTRIBUTE_UNEXPECTED = error(
    "XML022",
    "unexpected-attribute",
    "An element has an attribute that its specification does not define.",
    "Readers ignore it; often it is a misspelling of an important one.",
    "Correct its spelling or remove it.",
    "RFC 4287 §6.2; RSS 2.0 (R-RSS-01)",
    "UnexpectedAttribute",
)
EXTENSION_ATTRIBUTE = warning(
    "XML023",
    "extension-attribute",
    "An RSS element has an attribute of another namespace.",
    "RSS 2.0 defines extension elements but not extension attributes, and readers ignore them.",
    "Use an extension element instead.",
    "RSS 2.0 Extending RSS",
    "UseOfExtensionAttr",
)
XML_BASE_INVALID = error(
    "XML024",
    "xml-base-not-an-iri",
    "The value of xml:base is not a valid IRI reference.",
    "Relative references below it cannot be resolved.",
    "Write the absolute address of the page, percent-encoded.",
    "XML Base §3.1 (R-URL-02)",
    "InvalidIRI",
    "InvalidUriChar",
)
