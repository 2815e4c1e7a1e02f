"""Attacks on the sanitiser: vectors of cross-site scripting and seeded mutations of them.

``python -m tests.security.attack [COUNT] [SEED]`` runs a long attack and prints what it found.
"""

import random
import re
import sys
from collections import Counter
from time import process_time

from lxml import html as lxml_html
from selectolax.lexbor import LexborHTMLParser

from feeds.text.allowlist import ARTICLE_TAGS, ATTRIBUTES, BASIC_TAGS, SCHEMES
from feeds.text.html_walk import attributes_of
from feeds.text.markup import HtmlPolicy, clean_html

VECTORS = (
    "<script>alert(1)</script>",
    "<ScRiPt/x>alert(1)</sCrIpT >",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<img src='x'onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1)</script>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><style><img src=x onerror=alert(1)></style>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror=alert(1)></style>",
    "<math href='javascript:alert(1)'>x</math>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href=//evil.example/%0ajavascript:1>x</a>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<img srcset='javascript:alert(1) 1x, x 2x'>",
    "<img src=x data-src='javascript:alert(1)' data-lazy-src='\" onerror=alert(1) x=\"'>",
    "<img alt='\"><script>alert(1)</script>' src=data:x>",
    "<picture><source srcset='x\" onerror=alert(1) \"'><img></picture>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='&lt;script>alert(1)&lt;/script>'></iframe>",
    "<iframe src=x title='\"><img src=x onerror=alert(1)>'></iframe>",
    "<iframe><script>alert(1)</script></iframe>",
    "<object data='javascript:alert(1)'>x</object>",
    "<object data=x title='<img src=x onerror=alert(1)>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<script src='//evil.example/\"><img onerror=alert(1) src=x>.js'></script>",
    "<script type=math/tex><img src=x onerror=alert(1)></script>",
    "<base href='javascript:alert(1)//'><a href=x>x</a>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x poster=javascript:alert(1) onloadstart=alert(1)>",
    "<audio src='javascript:alert(1)'>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noscript><img src=x onerror=alert(1)></noscript>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<input type=image src=x onerror=alert(1) alt='<script>'>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title></title><img src=x onerror=alert(1)>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<noembed><img src=x onerror=alert(1)></noembed>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<table><td background=javascript:alert(1)><a href=javascript:1>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<![CDATA[<]]>script>alert(1)</script>",
    "<?xml version='1.0'?><x onload=alert(1)>",
    "<area href=javascript:alert(1) alt=x>",
    "<q cite=javascript:alert(1)>x</q>",
    "<lite-youtube videoid='\"><script>alert(1)</script>'></lite-youtube>",
    "<amp-img src=x alt='\" onerror=alert(1)'></amp-img>",
)
_PIECES = (
    "<", ">", "</", "/>", '"', "'", "`", "=", " ", "\n", "\t", "\x00", "&lt;", "&gt;", "&quot;",
    "&#x3c;", "&amp;", "<!--", "-->", "]]>", "<![CDATA[", "<p>", "</p>", "<svg>", "</svg>", "<math>",
    "</math>", "<mtext>", "<style>", "</style>", "<table>", "<td>", "<a>", "<pre>", "<title>",
    "<noscript>", "</noscript>", "<iframe>", "<textarea>", "<select>", "<option>", "onx=1 ",
    "javascript:", "data:", "<foreignObject>", "<desc>", "<annotation-xml>", "<mi>", "<template>",
    "<base href=//e>", "é", "\xa0",
)  # fmt: skip
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*+):", re.IGNORECASE)
_ALLOWED = ARTICLE_TAGS | {"html", "head", "body", "tbody", "colgroup"}
_ADDRESSES = frozenset(("href", "src", "poster", "cite"))


def mutated(text: str, chance: random.Random) -> str:
    """Return a text with some of its parts moved, doubled, lost or replaced."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(text))
        end = min(len(text), at + chance.randint(0, 12))
        match chance.randrange(5):
            case 0:
                text = text[:at] + chance.choice(_PIECES) + text[at:]
            case 1:
                text = text[:at] + text[end:]
            case 2:
                text = text[:at] + text[at:end] * 2 + text[end:]
            case 3:
                text = text[:at] + chance.choice(VECTORS) + text[at:]
            case _:
                text = text[:at] + chance.choice(_PIECES) + text[end:]
    return text


def faults_of(html: str, policy: HtmlPolicy) -> list[str]:
    """Return what is unsafe in clean HTML for two parsers, and whether cleaning it again changes it."""
    found = [f"changes: {html!r}"] if clean_html(html, policy=policy) != html else []
    tree = lxml_html.fragment_fromstring(html, create_parent="div") if html.strip() else None
    elements = [(str(one.tag), dict(one.attrib)) for one in tree.iter()] if tree is not None else []
    nodes = LexborHTMLParser(html).css("*")
    elements.extend((node.tag or "", attributes_of(node)) for node in nodes)
    for tag, attributes in elements:
        if tag not in _ALLOWED:
            found.append(f"element {tag}")
        kept = ATTRIBUTES.get(tag, frozenset()) | ATTRIBUTES["*"]
        found.extend(f"attribute {tag} {name}" for name in attributes if name not in kept)
        for name in _ADDRESSES & attributes.keys():
            found.extend(_address_faults(tag, name, attributes[name]))
    if policy is HtmlPolicy.BASIC:
        found.extend(f"element {tag}" for tag, _ in elements if tag in ARTICLE_TAGS - BASIC_TAGS - {"tbody"})
    return found


def _address_faults(tag: str, name: str, value: str) -> list[str]:
    scheme = _SCHEME.match(value)
    if scheme is None:
        return [f"relative {tag} {name} {value!r}"]
    is_picture = tag == "img" and value.startswith("data:image/") and "svg" not in value
    return [] if scheme[1].lower() in SCHEMES or is_picture else [f"scheme {tag} {name} {value!r}"]


def attack(count: int, seed: int) -> Counter[str]:
    """Clean ``count`` mutations; return the faults found with one example each."""
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    for number in range(count):
        dirty = mutated(chance.choice(VECTORS), chance)
        policy = HtmlPolicy.BASIC if number % 4 == 0 else HtmlPolicy.ARTICLE
        began = process_time()
        clean = clean_html(dirty, base="https://n.io/a", policy=policy)
        if process_time() - began > 1:
            found[f"slow: {dirty!r}"] += 1
        for fault in faults_of(clean, policy):
            found[f"{fault} from {dirty!r}"] += 1
    return found


if __name__ == "__main__":
    COUNT, SEED = (int(text) for text in (*sys.argv[1:], "100000", "1")[:2])
    FOUND = attack(COUNT, SEED)
    print(f"{COUNT} mutations, seed {SEED}: {len(FOUND)} faults")
    for EXAMPLE, _ in FOUND.most_common(20):
        print(EXAMPLE)
