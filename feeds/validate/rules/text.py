"""Rules about text and HTML: what should be plain, what is unsafe, what is broken."""

from feeds.validate.rule import error, warning

PLAIN_MARKUP = warning(
    "TXT001",
    "markup-in-plain-text",
    "A plain-text element contains HTML markup or a doubly escaped character.",
    "Some readers show the tags, others interpret them, so the text looks different in each.",
    "Write plain text, escaped once.",
    "RSS Profile §3.1 (R-RSS-15)",
    "ContainsHTML",
)
UNDECLARED_MARKUP = warning(
    "TXT002",
    "markup-not-declared",
    'Text declared as plain contains HTML markup; type="html" is missing.',
    "Readers show the tags as text.",
    'Declare type="html", or remove the markup.',
    "RFC 4287 §3.1.1 (R-TEXT-01)",
    "ContainsUndeclaredHTML",
)
HARD_CHARACTERS = warning(
    "TXT003",
    "angle-bracket-readers-take-for-a-tag",
    "Plain text contains < before a letter, or the start of a reference, escaped by name.",
    "Readers that unescape twice drop the rest of the word.",
    "Write &#x3C; and &#x26;, which most readers treat as text.",
    "RSS Profile §3.1 (R-RSS-14)",
    "CharacterData",
)
ESCAPED_XHTML = warning(
    "TXT004",
    "escaped-markup-in-xhtml",
    "Content of type xhtml contains escaped markup.",
    "Readers show the tags as text.",
    'Write real elements, or declare type="html".',
    "RFC 4287 §3.1.1.3 (R-TEXT-05)",
    "NotInline",
)
BROKEN_HTML = warning(
    "TXT005",
    "broken-html",
    "HTML is not well formed: an unknown element, a tag that is not closed or closes no open element.",
    "One open tag can hide the entries that follow it on a page.",
    "Parse the content with an HTML parser and serialise the result.",
    "RFC 4287 §3.1.1.2 (R-TEXT-04)",
    "NotHtml",
)
RISKY_ELEMENT = warning(
    "TXT006",
    "unsafe-element",
    "HTML contains an element that readers must remove, such as script, iframe, embed or meta.",
    "Readers remove it with everything that depends on it; a few reject the entry.",
    "Remove it; link to embedded media instead.",
    "RFC 4287 §8.1 (R-TEXT-10)",
    "SecurityRisk",
)
RISKY_ATTRIBUTE = warning(
    "TXT007",
    "unsafe-attribute",
    "HTML contains an attribute that readers remove: an event handler or an unknown attribute.",
    "Readers remove it.",
    "Remove the attribute.",
    "RFC 4287 §8.1 (R-TEXT-10)",
    "SecurityRiskAttr",
)
RISKY_STYLE = warning(
    "TXT008",
    "unsafe-style",
    "A style attribute could cover the page of the reader or load something.",
    "Readers remove the whole attribute.",
    "Remove the style and leave it to the reader.",
    "RFC 4287 §8.1 (R-TEXT-10)",
    "DangerousStyleAttr",
)
SCRIPT_LINK = error(
    "TXT009",
    "script-in-link",
    "A link or source in HTML runs a script (javascript:, vbscript:, data:text/html).",
    "It is a cross-site scripting attack; readers reject the entry or the feed.",
    "Remove the link.",
    "RFC 4287 §8.1 (R-TEXT-10, R-URL-06)",
)
RELATIVE_REFERENCE = warning(
    "TXT010",
    "relative-reference-in-html",
    "HTML contains a relative address, and the feed has no base address for it.",
    "Readers resolve it against the feed, the site or nothing, so images and links break.",
    "Write absolute addresses.",
    "RSS Profile §4.1.1.20.4 (R-RSS-18, R-URL-01)",
    "ContainsRelRef",
)
HTML_FRAGMENT = warning(
    "TXT011",
    "fragment-declared-as-document",
    "Content is declared as a complete HTML document but is a fragment.",
    "Readers that rely on the type find no html element.",
    'Declare type="html".',
    "RFC 4287 §4.1.3.3 (R-TEXT-06)",
    "HtmlFragment",
)
MISPLACED_XHTML = warning(
    "TXT012",
    "xhtml-outside-content",
    "An XHTML element appears where no content is expected.",
    "Readers ignore it.",
    "Move it to content or description.",
    "RFC 4287 §6.3",
    "MisplacedXHTMLContent",
)
XHTML_NO_DIV = error(
    "TXT013",
    "xhtml-without-div",
    'Content of type="xhtml" is not one div in the XHTML namespace.',
    "Readers find no content.",
    "Wrap the content in one div of the namespace http://www.w3.org/1999/xhtml.",
    "RFC 4287 §3.1.1.3 (R-TEXT-05)",
    "MissingXhtmlDiv",
)
TEXT_TYPE = error(
    "TXT014",
    "media-type-in-text-construct",
    "The type of a title, summary or other text is a media type.",
    "Readers show markup as text or drop the element.",
    "Write text, html or xhtml.",
    "RFC 4287 §3.1.1 (R-TEXT-02)",
    "InvalidTextType",
)
NOT_ESCAPED = error(
    "TXT015",
    "declared-escaped-but-not",
    "Content is declared as escaped but contains elements.",
    "Readers find other content than was intended.",
    "Remove the mode attribute and declare the type.",
    "RFC 4287 §3.1.1",
    "NotEscaped",
)
NOT_BASE64 = error(
    "TXT016",
    "not-base64",
    "Content of a binary media type is not valid Base64.",
    "Readers cannot decode it.",
    "Encode it as Base64, or declare its real type.",
    "RFC 4287 §4.1.3.3 (R-ATOM-16)",
    "NotBase64",
)
CHILD_IN_TEXT = error(
    "TXT017",
    "element-in-text",
    "An element appears inside an element that allows only text.",
    "Readers drop it with its text, or drop the whole value.",
    "Escape the markup, or remove it.",
    "RSS 2.0; RFC 4287 (R-RSS-16)",
    "UndefinedElement",
)
