"""All rules by code; ``docs/rules.md`` is generated from them."""

from types import ModuleType

from feeds.validate.rule import Rule
from feeds.validate.rules import (
    atom,
    core,
    emission,
    http,
    items,
    jsonfeed,
    jsonitems,
    links,
    media,
    modules,
    numbers,
    opml,
    podcasts,
    rdf,
    records,
    rss,
    text,
    values,
    xml,
)

SUBJECTS: tuple[ModuleType, ...] = (
    xml,
    core,
    values,
    numbers,
    text,
    atom,
    links,
    rss,
    items,
    rdf,
    podcasts,
    media,
    modules,
    opml,
    jsonfeed,
    jsonitems,
    http,
    emission,
)

RULES: dict[str, Rule] = {
    rule.code: rule for subject in SUBJECTS for rule in vars(subject).values() if isinstance(rule, Rule)
}
"""Code to rule of the faults of documents, in the order of the subjects."""

RECORD_RULES: dict[str, Rule] = {rule.code: rule for rule in vars(records).values() if isinstance(rule, Rule)}
"""Code to rule of the faults of records, which importing and publishing report."""
