"""The page of rules is made from the rules."""

from pathlib import Path

from feeds.validate.rules import RULES
from feeds.validate.rules_page import rules_page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == rules_page()


def test_the_page_names_every_rule_once() -> None:
    text = rules_page()
    for code, rule in RULES.items():
        assert text.count(f"### {code} {rule.name}\n") == 1
