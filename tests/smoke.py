"""Import every module, then read, build and validate a new site: run with the lowest versions by make."""

import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import feeds
from feeds.cli.app import app


def run(*words: str) -> None:
    """Run a command in this process; exit if it fails."""
    try:
        app(list(words))
    except SystemExit as stop:
        if stop.code:
            sys.exit(f"feeds {' '.join(words)}: exit code {stop.code}")


def smoke(folder: Path) -> None:
    """Start a site, build it and check the feeds."""
    config = str(folder / "feeds.toml")
    run("init", str(folder))
    run("config", "--config", config)
    run("build", "--config", config, "--out", str(folder / "www"))
    run("validate", "--strict", str(folder / "www"))
    run("status", "--config", config)


if __name__ == "__main__":
    modules = [module.name for module in walk_packages(feeds.__path__, "feeds.")]
    for name in modules:
        if not name.endswith("__main__") and ".migrations" not in name:
            import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        smoke(Path(folder))
    print(f"{len(modules)} modules imported; init, config, build, validate and status work.")
