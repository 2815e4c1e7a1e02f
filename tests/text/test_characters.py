import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.text.characters import MAX_MARKS, clean_text, is_inert, single_line

ANY = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x00b\x1fc\x7fd", "abcd"),
        ("it\x92s \x93so\x94\x85", "it’s “so”…"),
        ("\x81x\x9d", "x"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ud83d\ude00", "😀"),
        ("a\ud800b", "a\ufffdb"),
        ("\ufeffx\ufdd0\ufffe\uffff\U0001fffe\U0010ffff", "x"),
        ("e\u0301", "é"),
        ("a\tb\nc", "a\tb\nc"),
        ("𠮷野家", "𠮷野家"),
    ],
)
def test_what_xml_forbids_goes_or_is_repaired(text: str, clean: str) -> None:
    """R-XML-02, R-XML-04, R-TEXT-16."""
    assert clean_text(text) == clean


@given(ANY)
def test_clean_text_goes_into_xml_and_stays(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    element = etree.Element("a")
    element.text = clean
    assert (etree.fromstring(etree.tostring(element)).text or "") == clean


def test_every_code_point_is_carried() -> None:
    """R-XML-14."""
    everything = "".join(map(chr, range(0x110000)))
    element = etree.Element("a", b=clean_text(everything))
    huge = etree.XMLParser(huge_tree=True)
    assert etree.fromstring(etree.tostring(element), huge).get("b") is not None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  a \n\t b  ", "a b"),
        ("\u3000标题\u3000", "标题"),
        ("省内\u3000新闻", "省内\u3000新闻"),
        ("a\u2028b", "a b"),
        ("\u202eevil", "\u202eevil\u202c"),
        ("x\u202c\u2069", "x"),
        ("\u2067a\u202bb", "\u2067a\u202bb\u202c\u2069"),
    ],
)
def test_a_field_of_one_line(text: str, line: str) -> None:
    """R-TEXT-16, R-TEXT-17."""
    assert single_line(text) == line


@given(ANY)
def test_a_line_is_one_line_once(text: str) -> None:
    line = single_line(text)
    assert single_line(line) == line
    assert not {"\n", "\t", "\r"} & set(line)


@pytest.mark.parametrize("marks", ["\u0301", "\u0316\u0301", "\u05b0\u05bc", "\u093c\u094d"])
def test_no_character_carries_marks_without_end(marks: str) -> None:
    """Normalising many marks of one character takes quadratic time: 200 KB of them stopped a server."""
    text = "e" + marks * 100_000
    clean = clean_text(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert len(clean) <= 1 + MAX_MARKS
    assert clean_text(f"{text} and more") == f"{clean} and more"


def test_a_long_text_keeps_its_marks() -> None:
    text = "Việt Nam, שָׁלוֹם, नमस्ते " * 100
    assert clean_text(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


def test_inert_characters_compose_with_none() -> None:
    """A character that composes with the one before it is the second part of a canonical decomposition."""
    parts = (unicodedata.decomposition(chr(code)).split() for code in range(0x110000))
    second = {chr(int(pair[1], 16)) for pair in parts if len(pair) == 2 and pair[0][0] != "<"}
    hangul = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    assert not any(map(is_inert, second | hangul))
    assert all(map(is_inert, "a\u2013\xe9\u4e2d\uac00\U0001f600"))


@given(st.lists(ANY.filter(lambda text: len(text) == 1).filter(is_inert), max_size=8).map("".join))
def test_a_text_of_inert_characters_is_in_nfc(text: str) -> None:
    assert unicodedata.normalize("NFC", f"<p>{text}</p>") == f"<p>{text}</p>"
