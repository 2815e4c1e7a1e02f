"""The page of all rules, generated from them: ``python -m feeds.validate.rules_page > docs/rules.md``."""

import sys

from feeds.validate.rule import Rule
from feeds.validate.rules import SUBJECTS, records


def rules_page() -> str:
    """Return the text of ``docs/rules.md``."""
    subjects = [
        (subject.__doc__ or "", [rule for rule in vars(subject).values() if isinstance(rule, Rule)])
        for subject in (*SUBJECTS, records)
    ]
    count = sum(len(rules) for _, rules in subjects)
    parts = [
        "# Rules of the validator\n",
        (
            f"{count} rules. An error breaks readers or a MUST of a specification; the rest are warnings. "
            "This page is generated from the rules (`python -m feeds.validate.rules_page`); "
            "`feeds validate --explain CODE` prints one of them. "
            "Differences from the W3C validator: "
            "[0003](decisions/0003-where-we-differ-from-the-w3c-validator.md).\n"
        ),
    ]
    for title, rules in subjects:
        parts.append(f"## {title.strip().rstrip('.')}\n")
        parts.extend(_entry(rule) for rule in rules)
    return "\n".join(parts)


def _entry(rule: Rule) -> str:
    w3c = f" W3C: {', '.join(rule.w3c)}." if rule.w3c else ""
    return (
        f"### {rule.code} {rule.name}\n\n"
        f"*{rule.severity.value}.* {rule.what} {rule.why}\n\n"
        f"**Hint:** {rule.hint}\n\n"
        f"Source: {rule.source}.{w3c}\n"
    )


if __name__ == "__main__":
    sys.stdout.write(rules_page())
