"""``feeds validate``: check files, folders, standard input and addresses."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from feeds.cli.output import print_json
from feeds.model import Finding, Report, Severity

SUFFIXES = frozenset({".xml", ".rss", ".atom", ".json", ".rdf", ".opml", ".feed"})
"""The files of a folder that are checked."""

_SNIFFED_BYTES = 2_000
OutputFormat = Literal["text", "json", "github"]
CheckedDocument = tuple[str, bytes, Report]
"""A path or address, its bytes and what was found."""


def validate(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH|URL|-", help="Files, folders, addresses, or - for standard input."),
    ] = None,
    *,
    format_: Annotated[
        OutputFormat,
        typer.Option("--format", help="Text, JSON, or annotations of GitHub Actions."),
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="Explain a rule and exit.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let addresses lead to hosts in private networks.")
    ] = False,
) -> None:
    """Check RSS, Atom, JSON Feed and OPML documents; exit 1 if one has an error.

    Of a folder, all .xml, .rss, .atom, .json, .rdf and .opml files in it and below are checked, except
    sitemaps. Of an address, the HTTP response is checked too.
    """
    if explain:
        raise typer.Exit(_explain(explain))
    if not targets:
        typer.echo("feeds validate: give a file, a folder, an address, or - for standard input", err=True)
        raise typer.Exit(2)
    checked = [one for target in targets for one in _check(target, allow_private=allow_private)]
    _print(checked, "json" if as_json else format_)
    invalid = any(not report.valid or (strict and report.findings) for _, _, report in checked)
    raise typer.Exit(1 if invalid else 0)


def _print(checked: Sequence[CheckedDocument], format_: OutputFormat) -> None:
    if format_ == "json":
        print_json([_row(path, report) for path, _, report in checked])
    elif format_ == "github":
        for path, _, report in checked:
            for finding in report.findings:
                typer.echo(_annotation(path, finding))
    else:
        from feeds.cli.findings import print_report

        for path, data, report in checked:
            print_report(path, data, report)


def _check(target: str, *, allow_private: bool) -> Iterator[CheckedDocument]:
    from feeds.validate.check import check

    now = datetime.now(UTC)
    if target == "-":
        data = sys.stdin.buffer.read()
        yield "-", data, check(data, now=now)
    elif target.startswith(("http://", "https://")):
        import asyncio

        yield asyncio.run(fetched(target, now, allow_private=allow_private))
    else:
        for path in _files(Path(target)):
            data = _read(path)
            if path != Path(target) and not _may_be_feed(path, data):
                continue
            yield str(path), data, check(data, now=now)


async def fetched(url: str, now: datetime, *, allow_private: bool = False) -> CheckedDocument:
    """Fetch an address; check the document and the HTTP response. Raises ``OutgoingError``."""
    import asyncio

    from feeds.cli.fetching import fetch
    from feeds.validate.check import check
    from feeds.validate.http_response import HttpResponse, check_response

    got = await fetch(url, allow_private=allow_private)
    report = await asyncio.to_thread(check, got.body, url=got.url, content_type=got.content_type, now=now)
    response = HttpResponse(
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
    return url, got.body, replace(report, findings=check_response(response, report.kind) + report.findings)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
    return [path]


def _may_be_feed(path: Path, data: bytes) -> bool:
    """Whether a file found in a folder can be a feed; sitemaps and other JSON files are left out."""
    start = data[:_SNIFFED_BYTES]
    if path.suffix.lower() == ".json":
        return b"jsonfeed.org" in start or b'"items"' in data
    return b"<urlset" not in start and b"<sitemapindex" not in start


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
