import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.language import language_tag, registered_language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("zh_CN", "zh-CN"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("EN", "en"),
        ("en-gb", "en-GB"),
        ("zh_CN.UTF-8", "zh-CN"),
        ("sl-ROZAJ-biske", "sl-rozaj-biske"),
        ("de-ch-1996", "de-CH-1996"),
        ("es-419", "es-419"),
        ("eng", "en"),
        ("en-A-BB-x-CC", "en-a-bb-x-cc"),
        ("zh-yue", "zh-yue"),
        ("sr@latin", "sr"),
    ],
)
def test_tags_take_their_canonical_case(text: str, tag: str) -> None:
    """R-LANG-01."""
    assert language_tag(text) == tag


@pytest.mark.parametrize("text", ["", "English", "und", "mul", "c", "zh--CN", "中文", "en US", "e-n"])
def test_what_says_no_language_is_none(text: str) -> None:
    """R-LANG-05."""
    assert language_tag(text) is None


@given(st.from_regex(r"[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-[a-zA-Z]{2})?", fullmatch=True))
def test_a_tag_is_canonical_once(text: str) -> None:
    tag = language_tag(text)
    assert tag is None or language_tag(tag) == tag


def test_deprecated_languages_have_their_present_tag() -> None:
    """Source: RFC 5646 §2.2.1, the Preferred-Value of the registry."""
    assert [language_tag(tag) for tag in ("iw", "in_ID", "ji", "sh")] == ["he", "id-ID", "yi", "sr-Latn"]
    assert language_tag("en-" * 10_000) is None


@pytest.mark.parametrize("text", ["jp", "dk", "ua", "cz-CZ", "qq"])
def test_a_country_is_not_a_language(text: str) -> None:
    """R-LANG-05."""
    assert registered_language(text) is None


@pytest.mark.parametrize(("text", "tag"), [("iw", "he"), ("zh_hans_cn", "zh-Hans-CN"), ("gsw", "gsw")])
def test_a_registered_language_is_canonical(text: str, tag: str) -> None:
    assert registered_language(text) == tag
