"""Findings for people: coloured, with the line they are about."""

from rich.console import Console
from rich.text import Text

from feeds.model import Finding, Report, Severity

_WIDTH = 160


def print_report(path: str, data: bytes, report: Report) -> None:
    """Print one report with the offending lines."""
    console = Console(soft_wrap=True, highlight=False)
    lines = data.splitlines()
    verdict = Text("valid", style="green") if report.valid else Text("invalid", style="bold red")
    console.print(Text.assemble((path, "bold"), f" ({report.kind.value}): ", verdict))
    for finding in report.findings:
        console.print(_headline(finding))
        if finding.line and finding.line <= len(lines):
            _print_line(console, lines[finding.line - 1].decode("utf-8", "replace"), finding.column or 1)


def _headline(finding: Finding) -> Text:
    style = "red" if finding.severity is Severity.ERROR else "yellow"
    place = f"{finding.line}:{finding.column}" if finding.line else "-"
    repeats = f" (and {finding.repeats} more)" if finding.repeats else ""
    return Text.assemble(
        f"  {place:>9}  ",
        (f"{finding.severity.value:7} {finding.code}", style),
        f" {finding.message}{repeats} ",
        (f"[{finding.name}]", "dim"),
    )


def _print_line(console: Console, line: str, column: int) -> None:
    start = max(0, column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    console.print(Text(f"             {line[start : start + _WIDTH].expandtabs(1)}", style="dim"))
    console.print(Text(" " * (13 + column - 1 - start) + "^", style="cyan"))
