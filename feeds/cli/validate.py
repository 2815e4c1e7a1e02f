"""``feeds validate``: judge files, folders, standard input and addresses."""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from feeds.model import Finding, Report, Severity

SUFFIXES = frozenset({".xml", ".rss", ".atom", ".json", ".rdf", ".opml", ".feed"})
"""The files of a folder that are judged."""

Form = Literal["text", "json", "github"]


def validate(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH|URL|-", help="Files, folders, addresses, or - for standard input."),
    ] = None,
    *,
    form: Annotated[
        Form,
        typer.Option("--format", help="How to print: for people, for programs, or as GitHub annotations."),
    ] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="Tell what a rule is about, and stop.")
    ] = None,
) -> None:
    """Judge feeds (RSS, Atom, JSON Feed, OPML); exit 1 if one has an error.

    A folder is walked: its .xml, .rss, .atom, .json, .rdf and .opml files are judged.
    """
    if explain:
        raise typer.Exit(_explain(explain))
    if not targets:
        typer.echo("feeds validate: name a file, a folder, an address, or - for standard input", err=True)
        raise typer.Exit(2)
    judged = [(path, data, report) for target in targets for path, data, report in _judge(target)]
    if form == "json":
        print(json.dumps([_row(path, report) for path, _, report in judged], ensure_ascii=False))  # noqa: T201 - the output
    elif form == "github":
        for path, _, report in judged:
            for finding in report.findings:
                print(_annotation(path, finding))  # noqa: T201 - the output
    else:
        from feeds.cli.findings import print_report

        for path, data, report in judged:
            print_report(path, data, report)
    bad = any(not report.valid or (strict and report.findings) for _, _, report in judged)
    raise typer.Exit(1 if bad else 0)


def _judge(target: str) -> Iterator[tuple[str, bytes, Report]]:
    from feeds.validate import check

    now = datetime.now(UTC)
    if target == "-":
        data = sys.stdin.buffer.read()
        yield "-", data, check(data, now=now)
    elif target.startswith(("http://", "https://")):
        yield asyncio.run(fetched(target, now))
    else:
        for path in _files(Path(target)):
            data = _read(path)
            yield str(path), data, check(data, now=now)


async def fetched(url: str, now: datetime) -> tuple[str, bytes, Report]:
    """Ask an address, which may be in one's own network, and judge the feed and how it was served."""
    from feeds.outgoing import Outgoing
    from feeds.validate import check
    from feeds.validate.http_response import HttpResponse, check_response

    async with Outgoing(allow_private=True) as outgoing:
        got = await outgoing.fetch(url)
    report = await asyncio.to_thread(check, got.body, url=got.url, content_type=got.content_type, now=now)
    answer = HttpResponse(
        status=got.status,
        requested_url=url,
        url=got.url,
        content_type=got.content_type,
        content_encoding=got.header("content-encoding") or "",
        etag=got.validators.etag,
        last_modified=got.validators.last_modified,
        cache_control=got.header("cache-control") or "",
        expires=got.header("expires"),
        size_bytes=len(got.body),
    )
    return url, got.body, replace(report, findings=check_response(answer, report.kind) + report.findings)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
    return [path]


def _read(path: Path) -> bytes:
    from feeds.errors import SourceError

    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror}", where=str(path), hint="Check the path"
        ) from error


def _row(path: str, report: Report) -> dict[str, object]:
    return {
        "path": path,
        "kind": report.kind.value,
        "valid": report.valid,
        "findings": [
            {
                "code": finding.code,
                "name": finding.name,
                "severity": finding.severity.value,
                "message": finding.message,
                "line": finding.line,
                "column": finding.column,
                "element": finding.element,
                "w3c": list(finding.w3c),
            }
            for finding in report.findings
        ],
    }


def _annotation(path: str, finding: Finding) -> str:
    kind = "error" if finding.severity is Severity.ERROR else "warning"
    place = f",line={finding.line},col={finding.column}" if finding.line else ""
    text = finding.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{kind} file={path}{place},title={finding.code} {finding.name}::{text}"


def _explain(code: str) -> int:
    from feeds.validate.rules import RECORD_RULES, RULES

    rule = (RULES | RECORD_RULES).get(code.upper())
    if rule is None:
        typer.echo(f"feeds validate: unknown rule {code}; docs/rules.md lists all", err=True)
        return 2
    typer.echo(f"{rule.code} {rule.name} ({rule.severity.value})\n\n{rule.what}\n{rule.why}")
    typer.echo(f"\n{rule.hint}\n\nSource: {rule.source}")
    if rule.w3c:
        typer.echo(f"W3C: {', '.join(rule.w3c)}")
    return 0
