"""Rules of the code base that import-linter cannot check: libraries, purity, sizes, names and words."""

import ast
import re
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


def relative(path: Path) -> str:
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
def test_wrapped_libraries_are_imported_in_one_place(library: str, allowed: tuple[str, ...]) -> None:
    assert [relative(path) for path in FILES if uses(path, library) and relative(path) not in allowed] == []


def test_pure_packages_do_no_io() -> None:
    assert set(PURE_FILES) <= {relative(path) for path in FILES}
    pure = [
        path
        for path in FILES
        if relative(path).split("/")[0] in PURE
        or relative(path) in PURE_FILES
        or relative(path).startswith(PURE_FOLDERS)
    ]
    assert [(relative(path), name) for path in pure for name in IO_LIBRARIES if uses(path, name)] == []


def test_pure_packages_do_not_read_the_clock() -> None:
    clock_calls = ("datetime.now(", "time.time(", "utcnow(", "date.today(")
    pure = [path for path in FILES if relative(path).split("/")[0] in PURE]
    assert [
        relative(path)
        for path in pure
        if any(call in path.read_text(encoding="utf-8") for call in clock_calls)
    ] == []


def test_no_import_is_for_type_checking_only() -> None:
    assert [relative(path) for path in FILES if "TYPE_CHECKING" in path.read_text(encoding="utf-8")] == []


def test_only_upper_packages_import_the_settings() -> None:
    above = ("config", "service", "cli")
    below = [path for path in FILES if relative(path).split("/")[0] not in above]
    assert [relative(path) for path in below if uses(path, "feeds.config")] == []


def test_modules_are_short() -> None:
    long = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in long.items() if lines > MAX_LINES} == {}


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the number of lines of a function without its docstring."""
    docstring = len((ast.get_docstring(node, clean=False) or "").splitlines())
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def test_functions_are_short() -> None:
    long = {
        f"{relative(path)}:{node.name}": code_lines(node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in long.items() if lines > MAX_FUNCTION_LINES} == {}


FORBIDDEN_MODULES = {"utils", "util", "common", "helpers", "base", "misc"}


def test_no_module_has_a_name_without_meaning() -> None:
    names = {part for path in FILES for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert names & FORBIDDEN_MODULES == set()


def test_class_names_are_unique() -> None:
    found: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(relative(path))
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


BANNED = re.compile(
    r"\b(cures?|mend(s|ed|ing)?|whence|thence|hence|whither|lest|at hand|who asks?|tells? of|for it is"
    r"|need not (?!in\b)|the house|in the house|shel(f|ves)|doorkeeper|turnstile|porter|newsstand|pressroom"
    r"|conductor|bookkeeper|biography|by habit|tall(y|ies)|graves?|design law|the law|drawn anew|is no news"
    r"|told (of|to|that|what|when)|(is|are|was|were) told|heard of)\b",
    re.IGNORECASE,
)
"""Words that this project does not use; its readers should not need a dictionary or a guess."""

PAGES = sorted(path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__))
QUOTED: dict[str, set[str] | None] = {
    "credits.py": {"conductor", "porter"},  # roles of people in podcasts
    "prose.py": None,  # sample articles
}
"""Words that are data, by file; ``None`` allows all."""


def banned_words(path: Path) -> list[str]:
    allowed = QUOTED.get(path.name, set())
    if allowed is None:
        return []
    text = path.read_text(encoding="utf-8")
    return [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for found in BANNED.finditer(text)
        if found[0].lower() not in allowed
    ]


def test_words_are_plain() -> None:
    files = (*SOURCES, *TESTS, *PAGES, *(ROOT / "examples").rglob("*.py"))
    assert [found for path in files for found in banned_words(path)] == []


def test_tests_are_in_the_folder_of_the_package_they_test() -> None:
    folders = {path.parent.relative_to(ROOT / "tests").as_posix() for path in TESTS}
    packages = {path.parent.relative_to(PACKAGE).as_posix() for path in FILES}
    assert {folder for folder in folders if folder not in packages | OTHER_TEST_FOLDERS} == set()


OTHER_TEST_FOLDERS = {"behind", "bench", "bench/soak", "security", "typing"}
"""Tests that concern more than one package: proxies, benchmarks, attacks and the public API."""
