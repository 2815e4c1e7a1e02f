"""A command imports only the libraries that it needs: start-up is most of what a short command takes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.newsroom import article, feeds, newsroom

pytestmark = pytest.mark.slow

RUN = """
import json, sys
from feeds.cli import main
sys.argv = ["feeds", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    code = ended.code
print()
print(json.dumps([code or 0, sorted(sys.modules)]))
"""
DATABASE = {"aiosqlite", "alembic", "asyncpg", "sqlalchemy"}
OTHER_DATABASE = {"aiosqlite", "alembic", "asyncpg", "sqlalchemy.dialects.postgresql", "sqlalchemy.orm"}
"""What a command imports for PostgreSQL, for an old store, or for transactions on the event loop."""
READING = {"chardet", "feedparser", "markdown_it", "nh3", "selectolax", "trafilatura", "yaml"}
SERVING = {"aiohttp", "prometheus_client", "structlog"}
PUBLISHING = {"brotli", "feedgen", "isal", "jinja2", "zstandard"}
HEAVY = DATABASE | READING | SERVING | PUBLISHING | {"lxml", "rich"}


def imported(*arguments: str) -> set[str]:
    """Run a command that must succeed, and return the modules it imported."""
    command = [sys.executable, "-c", RUN, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    code, modules = json.loads(ran.stdout.splitlines()[-1])
    assert code == 0, ran.stderr
    return set(modules)


def test_help_imports_no_part_of_the_service() -> None:
    modules = imported("--help")
    assert modules & (HEAVY - {"rich", "markdown_it"}) == set()  # Typer formats help texts with Rich
    assert {name for name in modules if name.startswith("feeds.")} <= {
        "feeds.cli",
        "feeds.cli.app",
        "feeds.errors",
        "feeds.lazy",
    }


def test_the_settings_are_checked_without_http_database_and_readers(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    modules = imported("config", "--config", str(settings))
    assert modules & (HEAVY | {"asyncio"}) == set()


def test_a_file_is_validated_without_http_database_and_readers(tmp_path: Path) -> None:
    document = tmp_path / "feed.json"
    document.write_text(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": []}', encoding="utf-8"
    )
    modules = imported("validate", str(document))
    assert modules & (HEAVY | {"asyncio"}) == set()


@pytest.mark.parametrize(
    "command",
    [("status",), ("record", "list"), ("quarantine", "list"), ("token", "list"), ("subscriber", "list")],
    ids=" ".join,
)
def test_the_store_is_read_without_the_service(tmp_path: Path, command: tuple[str, ...]) -> None:
    """The schema is current, so Alembic is not needed; SQLite needs no driver of PostgreSQL.

    Records are compressed: isal decompresses them.
    """
    settings = newsroom(tmp_path, article(1))
    assert feeds(settings, "ingest").returncode == 0
    modules = imported(*command, "--config", str(settings))
    assert "sqlalchemy" in modules
    needed = {"isal"} if command[0] == "record" else set()
    assert modules & (OTHER_DATABASE | {"lxml"} | READING | SERVING | PUBLISHING) == needed


def test_a_site_is_read_and_built_with_what_that_takes(tmp_path: Path) -> None:
    """Two starts were a sixth of the time of 10,000 articles."""
    settings = newsroom(tmp_path, article(1))
    unused = OTHER_DATABASE | SERVING | {"feedparser", "cryptography"}
    assert imported("ingest", "--config", str(settings)) & unused == set()
    built = imported("build", "--no-ingest", "--out", str(tmp_path / "www"), "--config", str(settings))
    assert built & (unused | {"feedgen", "jinja2", "lxml", "re2", "rich"}) == set()
