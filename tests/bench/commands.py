"""How much processor time short commands take, from start to end: the best of some rounds."""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.row import Row

ROUNDS = 5
BUDGET_S = 0.4
SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "sqlite:///feeds.db"
[[channels]]
path = "news"
title = "News"
"""
DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:post.example,2024:news</id><title>News</title>
<updated>2024-10-22T09:07:16Z</updated><author><name>Ann Lee</name></author></feed>
"""
BUDGETED = (("--help",), ("config",), ("validate", "feed.atom"))
OTHERS = (("status",), ("record", "list"), ("quarantine", "list"), ("token", "list"))


def rows() -> list[Row]:
    """One row a command; those that use the store have no budget."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "feeds.toml").write_text(SETTINGS, encoding="utf-8")
        (folder / "feed.atom").write_text(DOCUMENT, encoding="utf-8")
        _spent_s(("status",), folder)  # makes the database
        budgeted = [_row(words, _least_s(words, folder), BUDGET_S) for words in BUDGETED]
        return [*budgeted, *(_row(words, _least_s(words, folder), None) for words in OTHERS)]


def _row(words: tuple[str, ...], spent_s: float, budget_s: float | None) -> Row:
    return Row(
        work=f"feeds {' '.join(words)}",
        figure=spent_s,
        unit="s CPU",
        budget=f"≤ {budget_s}" if budget_s else "",
        met=spent_s <= budget_s if budget_s else None,
    )


def _least_s(words: tuple[str, ...], folder: Path) -> float:
    return min(_spent_s(words, folder) for _ in range(ROUNDS))


def _spent_s(words: tuple[str, ...], folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "feeds", *words], cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
