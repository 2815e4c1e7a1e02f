"""The bytes of pages in the encodings Chinese sites use."""

import codecs

import pytest

from feeds.readers.page.decode import page_text

LINE = "青河治理工程今日开工，总投资３亿元。"


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "utf-8", "big5hkscs"])
def test_declared_charset_decides(charset: str) -> None:
    text = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><p>開工</p>'
    assert page_text(text.encode("gbk" if charset == "gb2312" else charset)) == text


def test_byte_order_mark_outranks_the_declaration() -> None:
    text = f"<meta charset=gb2312><p>{LINE}</p>"
    assert page_text(codecs.BOM_UTF8 + text.encode()) == text
    assert page_text(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == text


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_undeclared_text_is_utf_8_or_gb18030(charset: str) -> None:
    assert page_text(LINE.encode(charset)) == LINE


def test_wrong_declaration_does_not_garble() -> None:
    text = f"<meta charset=utf-8><p>{LINE}</p>"
    assert page_text(text.encode("gb18030")) == text


def test_answer_charset_counts_before_the_page() -> None:
    text = f"<meta charset=iso-8859-1><p>{LINE}</p>"
    assert page_text(text.encode("gb18030"), charset="gb18030") == text


def test_broken_bytes_are_replaced_where_they_stand() -> None:
    text = page_text("<meta charset=utf-8><p>开工</p>".encode() + b"\xff\xfe" + "仪式".encode())
    assert text.endswith("</p>��仪式")


def test_unknown_charset_is_passed_over() -> None:
    assert page_text(b"<meta charset=x-no-such><p>pier</p>") == "<meta charset=x-no-such><p>pier</p>"


@pytest.mark.parametrize("where", ["header", "page"])
@pytest.mark.parametrize(
    "charset",
    [
        "punycode",
        "idna",
        "undefined",
        "unicode_escape",
        "utf-7",
        "rot13",
        "zlib",
        "hex",
        "mbcs",
        "a\x00b",
        "é" * 99,
    ],
)
def test_no_codec_that_only_python_has_reads_a_page(charset: str, where: str) -> None:
    """One raised, one took seconds for 300 KB: they are not encodings of texts."""
    text = f"<meta charset={charset}><p>{LINE}</p>"
    shown = page_text(text.encode(), charset=charset if where == "header" else None)
    assert LINE in shown


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_ascii_is_declared_by_pages_that_have_more(encoding: str) -> None:
    assert "Café" in page_text("<meta charset=us-ascii><p>Café</p>".encode(encoding))
