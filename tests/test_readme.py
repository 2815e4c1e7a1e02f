"""The shell commands of the README work as written, in a fresh folder."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.newsroom import run

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
TIMEOUT_S = 120

pytestmark = pytest.mark.slow


def commands() -> list[list[str]]:
    lines = (line for block in BLOCKS for line in block.splitlines())
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def test_the_commands_of_the_readme_work(tmp_path: Path) -> None:
    folder, ran = tmp_path, []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FEEDS_")}
    for words in commands():
        if words[0] == "cd":
            folder /= words[1]
            continue
        if words[1] == "serve":
            serve([sys.executable, "-m", *words], folder, environment | {"FEEDS_SERVER__PORT": "0"})
        else:
            done = run(words[1:], environment, folder)
            assert done.returncode == 0, f"{words}: {done.stderr}"
        ran.append(words[1])
    assert {"init", "serve", "build", "validate"} <= set(ran)
    assert (tmp_path / "my-site/www/news.rss").exists()


def serve(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = ""
        for line in server.stderr:
            if found := re.search(r"Serving on (\S+)", line):
                address = found[1]
                break
        with urlopen(f"{address}health", timeout=TIMEOUT_S) as response:
            assert response.status == 200
        server.terminate()
        server.stderr.read()
    assert server.returncode == 0
