"""Check the built distributions: everything of the package is in them, and the README suits a package index.

Run by ``make dist``: ``python -m tests.distribution build/dist``.
"""

import re
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

ROOT = Path(__file__).parents[1]


def faults(folder: Path) -> list[str]:
    """Return what is wrong with the wheel and the source distribution in a folder."""
    wheels, sources = sorted(folder.glob("*.whl")), sorted(folder.glob("*.tar.gz"))
    if len(wheels) != 1 or len(sources) != 1:
        return [f"{folder} has {len(wheels)} wheels and {len(sources)} source distributions"]
    expected = package_files()
    with zipfile.ZipFile(wheels[0]) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
        metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        text = wheel.read(metadata).decode()
    with tarfile.open(sources[0]) as source:
        archived = {name.partition("/")[2] for name in source.getnames()}
    return [
        *(f"{name} is not in the wheel" for name in sorted(expected - packed)),
        *(f"{name} is in the wheel but not in the package" for name in sorted(packed - expected)),
        *(f"{name} is not in the source distribution" for name in sorted(expected - archived)),
        *readme_faults(text),
    ]


def package_files() -> set[str]:
    """Return the files of the package that are under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "feeds"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(listed.stdout.splitlines())


def readme_faults(metadata: str) -> list[str]:
    """Return what a package index could not show of the README in the metadata."""
    message = Parser().parsestr(metadata)
    readme = message.get_payload()
    assert isinstance(readme, str)
    found = (
        []
        if message["Description-Content-Type"] == "text/markdown"
        else ["the README is not declared as Markdown"]
    )
    if "# feeds" not in readme:
        found.append("the README is not in the metadata")
    links = re.findall(r"\]\((?!https?:|#)([^)]*)\)", readme)
    return [*found, *(f"the README links to {link}, which leads nowhere on an index" for link in links)]


if __name__ == "__main__":
    found = faults(Path(sys.argv[1]))
    print("\n".join(found) or "The distributions are complete.")
    sys.exit(bool(found))
