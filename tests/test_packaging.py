"""The wheel has everything that an installation needs, and so has the container that is built from it."""

import tomllib
from pathlib import Path

from tests.distribution import readme_faults

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "feeds"


def test_the_wheel_contains_every_file_of_the_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    packed = {path for pattern in settings["package-data"]["feeds"] for path in PACKAGE.glob(pattern)}
    data = {
        path
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and "__pycache__" not in path.parts
    }
    assert sorted(data - packed) == []


def test_the_container_ignores_everything_it_does_not_copy() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = {
        word
        for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    }
    assert copied == {line[1:].removeprefix("/") for line in ignored if line.startswith("!")} - {"./"}


def test_the_readme_of_an_index_has_no_links_into_the_repository() -> None:
    head = "Description-Content-Type: text/markdown\n\n"
    assert readme_faults(f"{head}# feeds\n[docs](https://docs.example/) [part](#use)\n") == []
    (fault,) = readme_faults(f"{head}# feeds\n[docs](docs/index.md)\n")
    assert "docs/index.md" in fault
    assert readme_faults("Description-Content-Type: text/plain\n\n") != []
