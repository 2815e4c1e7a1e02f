"""The wheel has everything that an installation needs, and so has the container that is built from it."""

import re
import tomllib
from pathlib import Path

from tests.distribution import readme_faults
from tests.sbom import document, pinned

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


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_registry() -> None:
    """The image installs exactly what was locked; ``pip`` refuses anything else."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {re.split(r"[\[<>=;~! ]", line)[0].lower() for line in project["dependencies"]}
    names = {name for name, _ in pinned(lock)}
    assert direct <= names
    assert lock.count("==") >= len(names)
    assert all("--hash=sha256:" in part for part in re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:])
    assert not re.search(r"://|--index|--find-links|--extra|file:|@ ", lock)
    assert "--require-hashes" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_bill_of_materials_lists_what_the_lock_pins() -> None:
    lock = "anyio==4.0 \\\n    --hash=sha256:00\nuvloop==0.21 ; os_name != 'nt' \\\n    --hash=sha256:01\n"
    found = document(lock, "1.0")
    components = found["components"]
    assert isinstance(components, list)
    assert [part["purl"] for part in components] == ["pkg:pypi/anyio@4.0", "pkg:pypi/uvloop@0.21"]
    assert document(lock, "1.0") == found
