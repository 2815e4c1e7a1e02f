"""Two fresh builds of the shipped newsroom give the same bytes, whenever they are made."""

import shutil
from hashlib import sha256
from pathlib import Path

from tests.cli.newsroom import feeds

SHIPPED = Path(__file__).parents[2] / "config"


def build(folder: Path) -> dict[str, str]:
    """Build the shipped newsroom in a folder; return the digest of each file that is no list of the build."""
    shutil.copytree(SHIPPED, folder / "config")
    out = folder / "www"
    done = feeds(folder / "config/feeds.toml", "build", "--out", str(out))
    assert done.returncode == 0, done.stderr
    files = (path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_builds_of_the_same_articles_give_the_same_bytes(tmp_path: Path) -> None:
    """R-ATOM-19, R-PERF-04: no time of the build is in a feed, a page or a sitemap."""
    first, second = build(tmp_path / "one"), build(tmp_path / "two")
    assert "most-read.atom" in first
    assert first == second
