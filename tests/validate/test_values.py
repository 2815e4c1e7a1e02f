"""What single values mean: dates, addresses, languages, mail, style, HTML."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.validate.values import dates
from feeds.validate.values.integers import integer
from feeds.validate.values.languages import is_language
from feeds.validate.values.mail import is_address
from feeds.validate.values.markup import HtmlFlaw, html_flaws
from feeds.validate.values.media_types import is_media_type
from feeds.validate.values.style import unsafe_declarations
from feeds.validate.values.uris import UriFault, normal, uri_fault

MOMENT = datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (dates.rfc3339, "2024-10-22T01:07:16Z"),
        (dates.rfc3339, "2024-10-22T09:07:16.250+08:00"),
        (dates.rfc2822, "Tue, 22 Oct 2024 01:07:16 GMT"),
        (dates.rfc2822, "22 Oct 2024 09:07:16 +0800"),
        (dates.rfc2822, "Mon, 21 Oct 2024 20:07:16 EST"),
        (dates.w3cdtf, "2024-10-22T01:07:16Z"),
    ],
)
def test_dates_are_instants(read: Callable[[str], datetime], text: str) -> None:
    assert read(text) == MOMENT


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-22T01:07:16z",
        "2024-10-22t01:07:16Z",
        "2024-10-22 01:07:16Z",
        "2024-10-22T01:07Z",
        "2024-10-22T01:07:16",
        "2024-10-22T01:07:16+99:99",
        "2024-10-22T01:60:16Z",
        "2024-10-22T24:00:00Z",
        "2024-10-22T01:07:61Z",
        "2023-02-29T01:07:16Z",
        "0000-01-01T00:00:00Z",
        "2024-10-22T01:07:16+0800",
        "9999-12-31T23:59:59-08:00",
        "٢٠٢٤-10-22T01:07:16Z",
    ],
)
def test_what_is_no_date_of_rfc3339(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        dates.rfc3339(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 22 Oct 2024 25:61:00 GMT",
        "Tue, 32 Oct 2024 01:07:16 GMT",
        "31 Dec 9999 23:00:00 EST",
        "yesterday",
        "",
    ],
)
def test_what_is_no_date_of_rfc822(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        dates.rfc2822(text)
    assert caught.type is ValueError


def test_old_and_wrong_dates_of_rfc822_are_told_apart() -> None:
    for text in ("Tue, 22 Oct 24 01:07:16 GMT", "22 Oct 2024 01:07:16 A", "Tue,22 Oct 2024 01:07:16 +0000"):
        with pytest.raises(dates.OldFormError):
            dates.rfc2822(text)
    with pytest.raises(dates.WrongDayError):
        dates.rfc2822("Wed, 22 Oct 2024 01:07:16 GMT")


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))  # noqa: DTZ001 - made aware below
def test_every_written_instant_is_read_again(moment: datetime) -> None:
    aware = moment.replace(microsecond=0, tzinfo=UTC)
    assert dates.rfc3339(aware.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)) == aware


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("https://post.example/a?b=c#d", None),
        ("https://[2001:db8::1]:8080/a", None),
        ("urn:example:a/b?+c?=d#e", None),
        ("urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6", None),
        ("tag:ann@post.example,2024-10:x", None),
        ("mailto:ann@post.example", None),
        ("https:///x", UriFault.HOST),
        ("http:x", UriFault.FORM),
        ("https://post.example/a b", UriFault.CHARACTER),
        ("https://post.example/%zz", UriFault.ESCAPE),
        ("/a", UriFault.RELATIVE),
        ("", UriFault.RELATIVE),
        ("tag:post.example,24:x", UriFault.TAG),
        ("tag:post.example,2024-13:x", UriFault.TAG),
        ("urn:-x:y", UriFault.URN),
        ("urn:uuid:1", UriFault.UUID),
        ("https://post.example/桥", UriFault.NOT_ASCII),
        ("https://[::1/a", UriFault.HOST),
        ("foo:bar", UriFault.SCHEME),
    ],
)
def test_addresses(value: str, wanted: UriFault | None) -> None:
    found = uri_fault(value, full=True, iri=False)
    assert (found[0] if found else None) is wanted


def test_long_iris_are_addresses_where_iris_may_stand() -> None:
    assert uri_fault("https://post.example/" + "桥" * 500, full=True, iri=True) is None


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("HTTP://Post.Example:80", "http://post.example/"),
        ("https://post.example/%7Eann/a%2fb", "https://post.example/~ann/a%2Fb"),
        ("https://post.example/a/../b/./c", "https://post.example/b/c"),
        ("https://post.example/?", "https://post.example/?"),
        ("tag:post.example,2024:A", "tag:post.example,2024:A"),
        ("a/b", None),
    ],
)
def test_normal_forms(value: str, wanted: str | None) -> None:
    assert normal(value) == wanted


@given(st.text(max_size=60))
def test_normal_forms_are_normal(value: str) -> None:
    once = normal(value)
    assert once is None or normal(once) == once


def test_languages() -> None:
    for tag in ("en", "zh-Hans-CN", "yue", "cmn", "de-CH-1996", "x-klingon", "sr-Latn", "es-419"):
        assert is_language(tag), tag
    for tag in ("zh_CN", "English", "e", "klingon", "en-", "en-us-", "qqx-"):
        assert not is_language(tag), tag


def test_media_types_and_mail_addresses() -> None:
    assert is_media_type("text/html; charset=utf-8")
    assert not is_media_type("html")
    assert is_address("o'neil+news@post.example")
    assert not is_address("ann@post")
    assert not is_address("Ann <ann@post.example>")


def test_numbers() -> None:
    assert integer(" 12 ") == 12
    assert integer("1.0") is None
    assert integer("٣") is None
    assert integer("9" * 100) is None


def test_styles() -> None:
    assert unsafe_declarations("color: #c00; max-width: 100%; border: 1px solid #ccc") == ()
    assert unsafe_declarations("position: absolute; color: red") == ("position",)
    assert unsafe_declarations("background: url(https://post.example/a.png)") != ()
    assert unsafe_declarations("margin: 99999em") == ("99999em",)


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("<p>One<p>Two <br> <b>three</b>", set()),
        ("<ul><li>One<li>Two</ul><table><tr><td>1<td>2</table>", set()),
        ("a < b && c", set()),
        ("<b><i>x</b></i>", {HtmlFlaw.BROKEN}),
        ("<div>", {HtmlFlaw.BROKEN}),
        ("x</p>", {HtmlFlaw.BROKEN}),
        ("<a href='x", {HtmlFlaw.BROKEN}),
        ("&bogus; text", {HtmlFlaw.BROKEN}),
        ("<blog>x</blog>", {HtmlFlaw.UNKNOWN}),
        ("<iframe src='https://post.example'></iframe>", {HtmlFlaw.RISKY}),
        ("<p onclick='x()'>x", {HtmlFlaw.ATTRIBUTE}),
        ("<p aria-label='x' data-x='1' role='note'>x", set()),
        ("<a href='&#106;avascript:x()'>x</a>", {HtmlFlaw.SCRIPT}),
        ("<img srcset='/a.png 1x, https://post.example/b.png 2x'>", {HtmlFlaw.RELATIVE}),
        ("<!-- <script> --><p>x", set()),
    ],
)
def test_flaws_of_html(text: str, flaws: set[HtmlFlaw]) -> None:
    assert {flaw for flaw, _ in html_flaws(text)} == flaws


@given(st.text(alphabet="<>/='\" abp&;#!-x1", max_size=200))
def test_html_never_raises(text: str) -> None:
    html_flaws(text)
