"""Documents made to exhaust the validator: each pattern that once took quadratic time, and mutations.

A quadratic pattern takes minutes at these sizes, which the time limit of the test run ends.
"""

import os
import threading
from pathlib import Path

import pytest

from feeds.validate import check
from feeds.validate.finding_collector import MAX_PER_RULE
from tests.validate.mutations import mutations
from tests.validate.test_check import ATOM, JSON, RSS

CORPUS = Path(os.environ.get("FEEDS_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
CASES = Path(__file__).parent / "cases"


def in_rss_item(elements: bytes) -> bytes:
    return RSS.encode().replace(b"</item>", elements + b"</item>")


def in_atom_entry(elements: bytes) -> bytes:
    return ATOM.encode().replace(b"</entry>", elements + b"</entry>")


def in_xhtml(elements: bytes) -> bytes:
    content = b'<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">%s</div></summary>'
    return in_atom_entry(content % elements)


def in_json(member: bytes) -> bytes:
    return JSON.encode().replace(b'"items"', member + b', "items"', 1)


def in_item(text: bytes) -> bytes:
    return RSS.encode().replace(b"It opened.", text)


LAUGHS = (
    b"<!DOCTYPE rss [<!ENTITY a0 'ha'>"
    + b"".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>".encode() for n in range(1, 12))
    + b"]>"
)

HOSTILE = {
    "billion laughs": LAUGHS + b"<rss version='2.0'><channel><title>&a11;</title></channel></rss>",
    "quadratic entity": b"<!DOCTYPE rss [<!ENTITY a '"
    + b"a" * 50_000
    + b"'>]><rss><channel><title>"
    + b"&a;" * 20_000,
    "deep": b"<a>" * 100_000,
    "wide": b"<rss version='2.0'><channel>" + b"<item/>" * 1_000_000,
    "many attributes": b"<rss " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"/>",
    "many namespaces": b"<rss " + b" ".join(b"xmlns:a%d='u:%d'" % (n, n) for n in range(50_000)) + b"/>",
    "nested namespaces": b"<rss>" + b"".join(b"<a%d xmlns:b%d='u:%d'>" % (n, n, n) for n in range(5_000)),
    "many names": b"<rss version='2.0'><channel>" + b"".join(b"<a%d/>" % n for n in range(300_000)),
    "too long": b" " * 20_000_000,
    "unclosed comments": in_item(b"&lt;!--" * 300_000),
    "unclosed tags": in_item(b"&lt;a href=&quot;" * 200_000),
    "many tags": in_item(b"&lt;b&gt;" * 300_000),
    "many ends": in_item(b"&lt;/b&gt;" * 300_000),
    "many styles": in_item(b"&lt;p style='a:b;" + b"c:d;" * 200_000 + b"'&gt;"),
    "many blanks": in_item(b"&lt;p" + b" " * 1_000_000 + b"x"),
    "long mail": RSS.encode().replace(b"</item>", b"<author>" + b"(" * 100_000 + b"</author></item>"),
    "long date": RSS.encode().replace(b"GMT", b"(" * 100_000),
    "commented date": RSS.encode().replace(b"GMT", b"(" * 3_000 + b")" * 3_000),
    "long language": RSS.encode().replace(
        b"<item>", b"<language>" + b"a-" * 300_000 + b"</language><item>", 1
    ),
    "bare ampersands": RSS.encode().replace(b"It opened.", b"& " * 500_000),
    "doctype outside": b"<!DOCTYPE rss SYSTEM 'file:///etc/passwd'>" + RSS.encode().partition(b"?>")[2],
    "deep json": b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 1_000_000,
    "long number": JSON.encode().replace(b'"items"', b'"_a": ' + b"9" * 1_000_000 + b', "items"'),
    "many items": JSON.encode().replace(b'{"id"', b"{}," * 200_000 + b'{"id"'),
    "utf-32": RSS.encode("utf-32"),
    "nothing": b"\0" * 100_000,
    "starts of tags": in_item(b"&lt;a" * 300_000),
    "one long tag": in_item(b"&lt;" + b"a" * 1_000_000),
    "long style": in_item(b"&lt;p style='" + b" a:b" * 400_000 + b"'&gt;"),
    "long reference in link": in_item(b"&lt;a href='&amp;#" + b"9" * 100_000 + b";'&gt;"),
    "text between children": in_rss_item(b"<comments>" + b"x<b/>" * 150_000 + b"</comments>"),
    "text between xhtml": in_xhtml(b"xxxxxxxxxx<blink/>" * 150_000),
    "deep xhtml": in_xhtml((b"<blink>" * 150 + b"</blink>" * 150) * 1_000),
    "declared again and again": b"<rss version='2.0' "
    + b" ".join(b"xmlns:a%d='u:%d'" % (n, n) for n in range(20_000))
    + b"><channel>"
    + b"<a xmlns:q='u:q'/>" * 100_000
    + b"</channel></rss>",
    "many enclosures": in_rss_item(b"<enclosure url='https://a.example/' type='a/b' length='1'/>" * 100_000),
    "nested comments in a date": RSS.encode().replace(b"GMT", b"(" * 100_000 + b")" * 100_000),
    "urn": in_atom_entry(b"<id>urn:ab:c" + b"?+a" * 100_000 + b"|</id>"),
    "namespace of punctuation": b"<rss xmlns:a='" + b"!" * 500_000 + b"a' version='2.0'/>",
    "price of digits": in_rss_item(
        b"<g:price xmlns:g='http://base.google.com/ns/1.0'>" + b"1" * 500_000 + b"!</g:price>"
    ),
    "unknown keys": in_json(b",".join(b'"k%d": 1' % n for n in range(200_000))),
    "a key twice": in_json(b",".join(b'"_k%d": {}' % n for n in range(200_000)) + b', "_k199999": {}'),
    "deep values": in_json(b'"a": ' + b"[" * 400 + b'"\\ud800",' * 100_000 + b"1" + b"]" * 400),
    "version of another type": JSON.encode().replace(b'"https://jsonfeed.org/version/1.1"', b"[]"),
}

LARGE = {
    "many references": in_item(b"&amp;" * 1_000_000),
    "long url": RSS.encode().replace(b"https://post.example/1", b"https://" + b"a." * 500_000),
    "long tag uri": RSS.encode().replace(b"tag:post.example", b"tag:" + b"a-" * 300_000),
    "long text": in_item("桥".encode() * 1_000_000),
    "name with a sign": in_atom_entry(b"<author><name>" + b"a." * 500_000 + b" @</name></author>"),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_values_are_valid(name: str) -> None:
    assert check(LARGE[name]).valid


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_have_findings(name: str) -> None:
    report = check(HOSTILE[name])
    assert report.findings


def test_findings_of_one_rule_are_bounded() -> None:
    report = check(in_json(b",".join(b'"k%d": 1' % n for n in range(5_000))))
    unknown = [finding for finding in report.findings if finding.name == "unknown-key"]
    assert len(unknown) + sum(finding.repeats for finding in unknown) == 5_000
    assert len(unknown) == MAX_PER_RULE


def test_mutated_cases_raise_nothing() -> None:
    for path in sorted(CASES.iterdir()):
        for document in mutations(path.read_bytes(), 2, path.name):
            check(document)


@pytest.mark.parametrize("document", [ATOM, RSS, JSON])
def test_mutated_feeds_raise_nothing(document: str) -> None:
    for mutated in mutations(document.encode(), 300, document[:40]):
        check(mutated)


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_mutated_corpus_raises_nothing() -> None:
    for path in sorted((CORPUS / "w3c" / "testcases").rglob("*.xml"))[::20]:
        for document in mutations(path.read_bytes(), 5, path.name):
            check(document)


def test_threads_share_nothing() -> None:
    wanted = {name: check(text.encode()) for name, text in (("a", ATOM), ("r", RSS), ("j", JSON))}
    wrong: list[str] = []

    def work() -> None:
        for name, text in (("a", ATOM), ("r", RSS), ("j", JSON)) * 20:
            if check(text.encode()) != wanted[name]:
                wrong.append(name)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
