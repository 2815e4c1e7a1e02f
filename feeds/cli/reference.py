"""The reference of all commands as Markdown, for docs/commands.md."""

from collections.abc import Iterator
from typing import Any

from feeds.cli.app import COMMANDS, load_command

_HEAD = """# Commands

Written from the help texts by `python -m pytest tests/test_docs.py --update-golden`; a test compares the two.
Every command that reads settings takes `--config FILE`; without it `FEEDS_CONFIG`, `config/feeds.toml` and
`feeds.toml` are tried in this order. Exit codes: 0 success, 1 the work failed, 2 settings or usage are wrong.
"""


def commands_markdown() -> str:
    """Return the page: a section for each command and its subcommands."""
    return _HEAD + "".join(
        part for name in COMMANDS for part in _sections(f"feeds {name}", load_command(name))
    )


def _sections(title: str, command: Any) -> Iterator[str]:
    subcommands = getattr(command, "commands", {})
    if subcommands:
        for name, subcommand in subcommands.items():
            yield from _sections(f"{title} {name}", subcommand)
        return
    yield f"\n## {title}\n\n{_paragraphs(command.help or '')}\n"
    options = [option for option in command.params if option.name != "help"]
    if options:
        yield "\n| option | meaning |\n|---|---|\n"
    for option in options:
        names = ", ".join((*option.opts, *option.secondary_opts))
        argument = str(option.metavar or option.name.upper())
        shown = argument if option.param_type_name == "argument" else names
        yield f"| `{shown.replace('|', ' or ')}` | {option.help or ''} |\n"


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
