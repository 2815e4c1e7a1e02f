"""Print findings of the validator with the lines that they are about."""

import typer

from feeds.cli.output import printable
from feeds.model import Finding, Report, Severity

_WIDTH = 160
_INDENT = 13


def print_report(path: str, data: bytes, report: Report) -> None:
    """Print a report; on terminals in colour."""
    lines = data.splitlines()
    verdict = (
        typer.style("valid", fg="green") if report.valid else typer.style("invalid", fg="red", bold=True)
    )
    typer.echo(f"{printable(path)} ({report.kind.value}): {verdict}")
    for finding in report.findings:
        typer.echo(_headline(finding))
        if finding.line and finding.line <= len(lines):
            _print_line(lines[finding.line - 1].decode("utf-8", "replace"), finding.column or 1)


def _headline(finding: Finding) -> str:
    color = "red" if finding.severity is Severity.ERROR else "yellow"
    place = f"{finding.line}:{finding.column}" if finding.line else "-"
    repeats = f" (and {finding.repeats} more)" if finding.repeats else ""
    code = typer.style(f"{finding.severity.value:7} {finding.code}", fg=color)
    return f"  {place:>9}  {code} {printable(finding.message)}{repeats} [{finding.name}]"


def _print_line(line: str, column: int) -> None:
    start = max(0, column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = printable(line[start : start + _WIDTH].expandtabs(1))
    typer.secho(" " * _INDENT + shown, dim=True)
    typer.secho(" " * (_INDENT + column - 1 - start) + "^", fg="cyan")
