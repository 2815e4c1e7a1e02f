"""The laws of the house that the import linter does not know."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "feeds"
FILES = sorted(PACKAGE.rglob("*.py"))
SOURCES = [path for path in FILES if "migrations" not in path.parts]
MAX_LINES = 300
MAX_FUNCTION_LINES = 40
IO_LIBRARIES = {"asyncio", "aiohttp", "sqlalchemy", "aiosqlite", "socket", "subprocess", "urllib.request"}
PURE = ("text", "model", "compose", "render", "validate", "publish")
PURE_FILES = tuple(
    f"server/{name}.py"
    for name in (
        "access_summary",
        "fastpath/client_timeouts",
        "histogram",
        "pages",
        "redownload_limiter",
        "resolver",
        "response_counters",
        "state",
    )
)
PURE_FOLDERS = ("server/http/",)
ONE_USER = {"feedgen": ("render/generator.py",), "dateutil": ("text/dates.py",)}


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def uses(path: Path, library: str) -> bool:
    return any(name == library or name.startswith(f"{library}.") for name in imports(path))


@pytest.mark.parametrize(("library", "allowed"), ONE_USER.items())
def test_a_library_with_one_user_has_no_other(library: str, allowed: tuple[str, ...]) -> None:
    assert [place(path) for path in FILES if uses(path, library) and place(path) not in allowed] == []


def test_the_pure_rooms_touch_nothing() -> None:
    assert set(PURE_FILES) <= {place(path) for path in FILES}
    pure = [
        path
        for path in FILES
        if place(path).split("/")[0] in PURE
        or place(path) in PURE_FILES
        or place(path).startswith(PURE_FOLDERS)
    ]
    assert [(place(path), name) for path in pure for name in IO_LIBRARIES if uses(path, name)] == []


def test_the_pure_rooms_do_not_ask_the_clock() -> None:
    asked = ("datetime.now(", "time.time(", "utcnow(", "date.today(")
    pure = [path for path in FILES if place(path).split("/")[0] in PURE]
    assert [
        place(path) for path in pure if any(call in path.read_text(encoding="utf-8") for call in asked)
    ] == []


def test_no_import_hides_behind_type_checking() -> None:
    assert [place(path) for path in FILES if "TYPE_CHECKING" in path.read_text(encoding="utf-8")] == []


def test_only_the_top_rooms_know_the_settings_file() -> None:
    above = ("config", "service", "cli")
    below = [path for path in FILES if place(path).split("/")[0] not in above]
    assert [place(path) for path in below if uses(path, "feeds.config")] == []


def test_files_hold_one_idea() -> None:
    long = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in long.items() if lines > MAX_LINES} == {}


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long a function is without its docstring."""
    told = len((ast.get_docstring(node, clean=False) or "").splitlines())
    return (node.end_lineno or node.lineno) - node.lineno + 1 - told


def test_functions_do_too() -> None:
    long = {
        f"{place(path)}:{node.name}": code_lines(node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in long.items() if lines > MAX_FUNCTION_LINES} == {}
