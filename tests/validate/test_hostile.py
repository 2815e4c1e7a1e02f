"""Documents made to break the reader: a finding within two seconds, never an exception."""

import os
import threading
import time
from pathlib import Path

import pytest

from feeds.model import Report
from feeds.validate import check
from tests.validate.mutations import mutations
from tests.validate.test_check import ATOM, JSON, RSS

CORPUS = Path(os.environ.get("FEEDS_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
CASES = Path(__file__).parent / "cases"


def judged(data: bytes) -> Report:
    start = time.process_time()
    report = check(data)
    assert time.process_time() - start < 2
    return report


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
}

LARGE = {
    "many references": in_item(b"&amp;" * 1_000_000),
    "long url": RSS.encode().replace(b"https://post.example/1", b"https://" + b"a." * 500_000),
    "long tag uri": RSS.encode().replace(b"tag:post.example", b"tag:" + b"a-" * 300_000),
    "long text": in_item("桥".encode() * 1_000_000),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_values_are_no_fault_and_take_no_time(name: str) -> None:
    assert judged(LARGE[name]).valid


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_told_off_in_time(name: str) -> None:
    report = judged(HOSTILE[name])
    assert report.findings


def test_mutated_cases_raise_nothing() -> None:
    for path in sorted(CASES.iterdir()):
        for document in mutations(path.read_bytes(), 2, path.name):
            judged(document)


@pytest.mark.parametrize("document", [ATOM, RSS, JSON])
def test_mutated_feeds_raise_nothing(document: str) -> None:
    for mutated in mutations(document.encode(), 300, document[:40]):
        judged(mutated)


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_mutated_corpus_raises_nothing() -> None:
    for path in sorted((CORPUS / "w3c" / "testcases").rglob("*.xml"))[::20]:
        for document in mutations(path.read_bytes(), 5, path.name):
            judged(document)


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
