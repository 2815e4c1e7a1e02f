"""The published cases of the W3C validator: the figures that the rules have to hold."""

import json
import os
from pathlib import Path

import pytest

from feeds.validate import check

CORPUS = Path(os.environ.get("FEEDS_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
W3C = CORPUS / "w3c"

pytestmark = pytest.mark.skipif(not W3C.exists(), reason="the corpus is not here")


def test_validity_agrees_with_the_w3c_validator() -> None:
    cases = [case for case in json.loads((W3C / "expectations.json").read_text()) if not case["flags"]]
    agreed = alarms = clean = 0
    for case in cases:
        valid = check((W3C / case["path"]).read_bytes()).valid
        agreed += valid == (case["verdict"] != "invalid")
        if case["verdict"] != "invalid":
            clean += 1
            alarms += not valid
    assert agreed / len(cases) >= 0.99
    assert alarms / clean <= 0.01


def test_expected_events_are_reported() -> None:
    classes = json.loads((W3C / "classes.json").read_text())
    missed = []
    cases = json.loads((W3C / "expectations.json").read_text())
    for case in cases:
        if case["flags"] or case["negated"] or case["severity"] not in {"error", "warning"}:
            continue
        wanted = {case["event"]} | {name for name, one in classes.items() if case["event"] in one["bases"]}
        report = check((W3C / case["path"]).read_bytes())
        if case["event"] not in {"Error", "Warning"} and not any(
            wanted & set(one.w3c) for one in report.findings
        ):
            missed.append(case["path"])
    assert len(missed) <= 0.02 * len(cases), missed


def test_real_feeds_are_judged_without_an_exception() -> None:
    for path in sorted((CORPUS / "feeds").glob("*.xml")):
        assert check(path.read_bytes()).kind.value in {"rss", "atom", "opml", "unknown"}
