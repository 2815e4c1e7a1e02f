import json
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from typer.testing import CliRunner

from feeds.cli.app import app
from feeds.cli.validate import fetched
from feeds.errors import OutgoingError
from feeds.readers.faults import FieldFault
from tests.validate.test_check import ATOM, NOW, RSS

CASES = Path(__file__).parents[1] / "validate" / "cases"
run = CliRunner().invoke


def test_json_output_and_exit_code_1() -> None:
    valid, invalid = CASES / "RSS023-bad.xml", CASES / "RSS005-bad.xml"
    result = run(app, ["validate", "--format", "json", str(valid), str(invalid)])
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    assert [row["path"] for row in rows] == [str(valid), str(invalid)]
    assert [row["kind"] for row in rows] == ["rss", "rss"]
    assert [row["valid"] for row in rows] == [True, False]
    assert rows[0]["findings"] == [
        {
            "code": "RSS023",
            "name": "image-title-differs",
            "severity": "warning",
            "message": "the title of the image is 'Logo', that of the channel 'Evening Post'; "
            "make them equal",
            "line": 8,
            "column": 1,
            "element": "title",
            "w3c": ["ImageTitleDoesntMatch"],
        }
    ]


def test_strict_fails_on_warnings() -> None:
    path = str(CASES / "RSS023-bad.xml")
    assert run(app, ["validate", path]).exit_code == 0
    assert run(app, ["validate", "--strict", path]).exit_code == 1


def test_text_shows_the_line() -> None:
    result = run(app, ["validate", str(CASES / "VAL003-bad.xml")])
    assert "invalid" in result.stdout
    assert "VAL003" in result.stdout
    assert "<pubDate>Mon, 22 Oct 2024 01:07:16 GMT</pubDate>" in result.stdout


def test_github_annotations() -> None:
    path = CASES / "VAL003-bad.xml"
    lines = run(app, ["validate", "--format", "github", str(path)]).stdout.splitlines()
    assert lines[0].startswith(f"::error file={path},line=12,col=1,title=VAL003 wrong-weekday::")


def test_folders_are_walked(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.atom").write_text(ATOM, encoding="utf-8")
    (tmp_path / "two.rss").write_text(RSS, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no feed", encoding="utf-8")
    rows = json.loads(run(app, ["validate", "--format", "json", str(tmp_path)]).stdout)
    assert [Path(row["path"]).name for row in rows] == ["one.atom", "two.rss"]


def test_sitemaps_and_other_json_in_folders_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml").write_text('<?xml version="1.0"?><urlset/>', encoding="utf-8")
    (tmp_path / "moved.json").write_text('{"moved": {}}', encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"items": []}', encoding="utf-8")
    rows = json.loads(run(app, ["validate", "--json", str(tmp_path)]).stdout)
    assert [Path(row["path"]).name for row in rows] == ["broken.json"]


async def test_private_hosts_need_an_option() -> None:
    async with TestServer(web.Application()) as server:
        with pytest.raises(OutgoingError, match="--allow-private"):
            await fetched(str(server.make_url("/")), NOW)


def test_standard_input() -> None:
    result = run(app, ["validate", "--format", "json", "-"], input=RSS)
    assert json.loads(result.stdout)[0]["path"] == "-"
    assert result.exit_code == 0


def test_rules_are_explained() -> None:
    result = run(app, ["validate", "--explain", "rss023"])
    assert result.exit_code == 0
    assert "image-title-differs" in result.stdout
    assert "ImageTitleDoesntMatch" in result.stdout
    assert run(app, ["validate", "--explain", "NONE"]).exit_code == 2


@pytest.mark.parametrize("fault", FieldFault)
def test_faults_of_records_are_explained(fault: FieldFault) -> None:
    code, name, _ = fault.value
    result = run(app, ["validate", "--explain", code])
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{code} {name} ")


def test_no_target_is_wrong_usage() -> None:
    assert run(app, ["validate"]).exit_code == 2


@pytest.mark.parametrize("moved", [False, True])
async def test_an_address_is_checked_with_its_http_response(*, moved: bool) -> None:
    async def feed(request: web.Request) -> web.Response:
        if request.path == "/old":
            raise web.HTTPFound("/feed")
        return web.Response(text=RSS, content_type="text/html", charset="utf-8")

    served = web.Application()
    served.router.add_get("/{path}", feed)
    async with TestServer(served) as server:
        _, data, report = await fetched(
            str(server.make_url("/old" if moved else "/feed")), NOW, allow_private=True
        )
    names = {finding.name for finding in report.findings}
    assert data == RSS.encode()
    assert {"not-served-as-a-feed", "no-validators", "self-differs-from-location"} <= names
    assert ("redirected" in names) is moved
