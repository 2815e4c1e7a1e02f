"""Every rule: a page, a case that breaks it, a case that keeps it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import DocumentKind, Finding, Severity
from feeds.validate import check
from feeds.validate.http_response import HttpResponse, check_response
from feeds.validate.rules import RULES, SUBJECTS

CASES = Path(__file__).parent / "cases"
NOW = datetime(2024, 11, 1, tzinfo=UTC)
URL = "https://post.example/feed"
CONTENT_TYPES = {"XML008": "application/rss+xml; charset=iso-8859-1"}


def answer(text: str) -> HttpResponse:
    """An HTTP answer from its head; its first line is the address asked and the status."""
    first, *lines = text.splitlines()
    asked, status = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    return HttpResponse(
        status=int(status),
        requested_url=asked,
        url=URL,
        content_type=headers.get("Content-Type", ""),
        content_encoding=headers.get("Content-Encoding", ""),
        etag=headers.get("ETag"),
        last_modified=headers.get("Last-Modified"),
        cache_control=headers.get("Cache-Control", ""),
        size_bytes=int(headers.get("Content-Length", "0")),
    )


def findings(code: str, kind: str) -> tuple[Finding, ...]:
    (path,) = CASES.glob(f"{code}-{kind}.*")
    if path.suffix == ".http":
        return check_response(answer(path.read_text(encoding="utf-8")), DocumentKind.RSS)
    return check(
        path.read_bytes(),
        now=NOW,
        url=URL,
        content_type=CONTENT_TYPES.get(code),
        emitted=code.startswith("EMIT"),
    ).findings


def test_emission_rules_apply_only_to_documents_of_this_service() -> None:
    for path in sorted(CASES.glob("EMIT*-bad.xml")):
        assert check(path.read_bytes(), now=NOW, url=URL).valid
        assert not check(path.read_bytes(), now=NOW, url=URL, emitted=True).valid


def test_every_rule_has_both_cases_and_every_case_a_rule() -> None:
    assert {path.stem for path in CASES.iterdir()} == {
        f"{code}-{kind}" for code in RULES for kind in ("bad", "good")
    }


@pytest.mark.parametrize("code", RULES)
def test_the_bad_case_breaks_the_rule(code: str) -> None:
    found = [finding for finding in findings(code, "bad") if finding.code == code]
    assert found
    assert found[0].severity is RULES[code].severity
    assert found[0].message


@pytest.mark.parametrize("code", RULES)
def test_the_good_case_keeps_the_rule_and_has_no_error(code: str) -> None:
    for finding in findings(code, "good"):
        assert finding.code != code
        assert finding.severity is not Severity.ERROR, finding


@pytest.mark.parametrize("code", RULES)
def test_the_bad_case_breaks_few_other_rules(code: str) -> None:
    others = {finding.code for finding in findings(code, "bad")} - {code}
    assert len(others) <= 6, others


def test_codes_and_names_are_unique_and_well_formed() -> None:
    rules = [rule for subject in SUBJECTS for rule in vars(subject).values() if hasattr(rule, "w3c")]
    assert len({rule.code for rule in rules}) == len(rules)
    for rule in rules:
        assert re.fullmatch(r"[A-Z]{3,4}\d{3}", rule.code)
        assert re.fullmatch(r"[a-z0-9.-]+", rule.name)
        for sentence in (rule.what, rule.why, rule.hint):
            assert sentence.endswith("."), rule.code
        assert rule.source
