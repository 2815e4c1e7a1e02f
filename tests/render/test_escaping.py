"""No value leaves its place: characters that XML forbids, markup signs, white space in attributes."""

import json
import re
from contextlib import suppress
from dataclasses import replace

import pytest
from msgspec import structs

from feeds.errors import RenderError
from feeds.model import Attachment, Contributor, Entry, Format, Person, Related, Source, Tag
from feeds.render import FORMATS
from tests.render.reading import elements, entry_tree, tree
from tests.render.samples import FULL, HEAD, SITE

XML_FORMS = (Format.ATOM, Format.RSS)
INJECTIONS = (
    "]]></content><entry><id>x</id></entry>",
    '"><script>alert(1)</script>',
    "--><item/><!--",
    "?><!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    "&#0; &#x1F; &lt;item&gt; ]]>",
)
SPACED = 'a\tb\nc "d" <e> & f'


def filled(text: str) -> Entry:
    """An entry with a text in every element and attribute that takes one."""
    return replace(
        FULL,
        title=text,
        summary=text,
        content_html=f"<p>{text}</p>",
        authors=(Person(name=text),),
        contributors=(Contributor(name=text, role=text),),
        tags=(Tag(term=text, label=f"{text}!"),),
        publisher=Person(name=text),
        origin=Source(name=text, feed_url=f"{SITE}/feed", feed_title=text),
        attachments=(Attachment(url=f"{SITE}/a.mp3", mime_type="audio/mpeg", title=text),),
        related=(Related(url=f"{SITE}/b", title=text),),
        rights=text,
        correction=text,
    )


def names(form: Format, entry: Entry) -> list[str]:
    renderer = FORMATS[form]
    return [str(one.tag) for one in tree(renderer.join(HEAD, [renderer.entry(entry)])).iter()]


@pytest.mark.parametrize("form", XML_FORMS)
@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_becomes_markup(form: Format, text: str) -> None:
    """R-XML-10: elements and their names come from the service alone."""
    assert names(form, filled(text)) == names(form, filled("harmless"))


@pytest.mark.parametrize("form", XML_FORMS)
@pytest.mark.parametrize("text", [*INJECTIONS, SPACED])
def test_references_are_to_characters_that_xml_allows(form: Format, text: str) -> None:
    """R-XML-09."""
    body = FORMATS[form].entry(filled(text)).body.decode()
    numbers = [
        int(number[1:], 16) if number.startswith("x") else int(number)
        for number in re.findall(r"&#(x[0-9A-Fa-f]+|[0-9]+);", body)
    ]
    assert [one for one in numbers if one < 0x20 and one not in {0x9, 0xA, 0xD}] == []
    assert not re.search(r"&(?!(?:lt|gt|amp|quot|apos|#x?[0-9A-Fa-f]+);)", body)


def test_attributes_keep_their_white_space_and_quotes() -> None:
    """R-XML-08: a parser would turn a line break in an attribute into a space."""
    (category,) = elements(entry_tree(filled(SPACED), Format.ATOM), "atom:category")
    assert (category.get("term"), category.get("label")) == (SPACED, f"{SPACED}!")
    via = elements(entry_tree(filled(SPACED), Format.RSS), "atom:link[@rel='via']")
    assert [link.get("title") for link in via] == [SPACED]


@pytest.mark.parametrize("form", XML_FORMS)
def test_text_survives_every_sign(form: Format) -> None:
    """R-XML-08: also the end of a CDATA section, and a return."""
    text = "a < b && c ]]> d \"e\" 'f' > g"
    path = "atom:title" if form is Format.ATOM else "title"
    (title,) = elements(entry_tree(filled(text), form), path)
    assert title.text == text


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1f", "\ufffe", "\udc00"])
@pytest.mark.parametrize("place", ["tags", "via title", "attachment", "person", "related"])
def test_forbidden_characters_are_refused_wherever_they_stand(
    form: Format, character: str, place: str
) -> None:
    """R-XML-03: in attributes and in JSON as in text."""
    text = f"a{character}b"
    changed = {
        "tags": {"tags": (Tag(term=text),)},
        "via title": {"publisher": Person(name=text)},
        "attachment": {"attachments": (structs.replace(FULL.attachments[0], title=text),)},
        "person": {"authors": (Person(name=text),)},
        "related": {"related": (Related(url=f"{SITE}/b", title=text),)},
    }[place]
    body = b"{}"
    with suppress(RenderError):
        body = FORMATS[form].entry(replace(FULL, **changed)).body  # type: ignore[arg-type]
    assert character.encode("utf-8", "surrogatepass") not in body
    if form is Format.JSON:
        assert character not in json.dumps(json.loads(body), ensure_ascii=False)
