"""The documents say what the code does."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from feeds.cli.app import COMMANDS
from feeds.cli.reference import commands_markdown
from feeds.config.tables import (
    ChannelTable,
    CreditTable,
    LimitsTable,
    RedirectTable,
    ServerTable,
    SiteTable,
    SourceTable,
    StoreTable,
    WhereTable,
)
from feeds.model import FIELD_NAMES

ROOT = Path(__file__).parents[1]
REFERENCE = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLES = (
    SiteTable,
    StoreTable,
    ServerTable,
    LimitsTable,
    SourceTable,
    CreditTable,
    ChannelTable,
    WhereTable,
    RedirectTable,
)


@pytest.mark.parametrize("table", TABLES)
def test_every_key_is_in_the_reference_and_has_a_hint(table: type[BaseModel]) -> None:
    names = [field.alias or name for name, field in table.model_fields.items()]
    missing = [name for name in names if f"`{name}`" not in REFERENCE and name not in {"where", "fields"}]
    assert missing == []
    assert [name for name, field in table.model_fields.items() if not field.description] == []


def test_every_command_of_the_readme_exists() -> None:
    assert set(re.findall(r"^feeds ([a-z]+)\b", README, re.MULTILINE)) <= set(COMMANDS)


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        (page.name, target)
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_changelog_names_every_command() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [name for name in sorted(COMMANDS) if f"`{name}`" not in changes] == []


def test_the_page_of_commands_is_current(*, update_golden: bool) -> None:
    page = ROOT / "docs/commands.md"
    if update_golden:
        page.write_text(commands_markdown(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == commands_markdown()


def test_every_field_of_a_record_is_documented() -> None:
    page = (ROOT / "docs/record.md").read_text(encoding="utf-8")
    assert [name for name in sorted(FIELD_NAMES) if f"`{name}`" not in page] == []
