"""Mistakes in settings that people make: one clear message each, at the right path, with a hint."""

import json
import re
from pathlib import Path

import pytest

from feeds.config import load, show
from feeds.config.schema import json_schema
from feeds.config.source_kinds import KINDS
from feeds.errors import ConfigError, Problem
from feeds.readers import READERS

SITE = '[site]\ntitle = "Post"\nurl = "https://post.example"\n'
CHANNEL = '[[channels]]\npath = "news"\ntitle = "News"\n'


def write(folder: Path, text: str) -> Path:
    (folder / "records").mkdir(exist_ok=True)
    (folder / "records/a.jsonl").write_text('{"id": "1", "title": "A", "headline": "B"}\n')
    (folder / "table.csv").write_text("id,title,Datum\n1,A,2024-10-22\n")
    (folder / "json.csv").write_text('{"id": 1}\n')
    (folder / "book.csv").write_bytes(b"PK\x03\x04" + bytes(60))
    (folder / "paper.csv").write_bytes(b"%PDF-1.7\n")
    (folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(60))
    (folder / "page.xml").write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    (folder / "feed.json").write_text('<?xml version="1.0"?><rss/>')
    (folder / "empty").write_text(" \n")
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text))
    return caught.value.problems


def source(keys: str) -> str:
    return f'{SITE}[[sources]]\nname = "cms"\n{keys}\n'


FAULTS = [
    (source('kind = "jsonl"\npath = 5'), "sources[1](cms).path", "5 is not accepted", "path ="),
    (source('kind = "jsonl"\npath = [5]'), "sources[1](cms).path[1]", "5 is not accepted", "path ="),
    (source('kind = "jsonl"\npath = ""'), "sources[1](cms).path[1]", "is empty", "Give a"),
    (source('kind = "jsonl"\npath = "nowhere"'), "sources[1](cms).path", "does not exist", "start at"),
    (source('kind = "jsonl"\npath = "x/*.jsonl"'), "sources[1](cms).path", "does not exist", "start at"),
    (source('kind = "jsonl"'), "sources[1](cms)", "needs path", "path ="),
    (source('kind = "feed"'), "sources[1](cms)", "needs path or url", "path ="),
    (source('kind = "push"\npath = "records"'), "sources[1](cms).path", "reads no files", "/api/records"),
    (
        source('kind = "markdown"\nurl = "https://x.example/a.md"'),
        "sources[1](cms).url",
        "takes no url",
        "path",
    ),
    (source('kind = "feed"\nurl = "x.example/feed"'), "sources[1](cms).url", "not an http(s)", "https://"),
    (source('kind = "feed"\nurl = "http://[/"'), "sources[1](cms).url", "not an http(s)", "https://"),
    (
        source('kind = "feed"\nurl = "http://10.0.0.5/feed"'),
        "sources[1](cms).url",
        "'10.0.0.5' is a private address",
        'allow_hosts = ["10.0.0.5"]',
    ),
    (
        source('kind = "push"\nwithout = "p["'),
        "sources[1](cms).without",
        "'p[' is not a CSS selector",
        ".share",
    ),
    (source('path = "records"'), "sources[1](cms).kind", "is missing", "jsonl"),
    (source('kind = "jsnl"\npath = "records"'), "sources[1](cms).kind", "unknown kind", "jsonl"),
    (
        source('kind = "csv"\npath = "table.csv"\ndelimiter = "||"'),
        "sources[1](cms).delimiter",
        "'||' is not one character",
        "Use",
    ),
    (
        source('kind = "csv"\npath = "table.csv"\nencoding = "utf-99"'),
        "sources[1](cms).encoding",
        "'utf-99' is not a known encoding",
        "utf-8",
    ),
    (source('kind = "csv"\npath = "json.csv"'), "sources[1](cms).path", "contains JSON", "jsonl"),
    (source('kind = "csv"\npath = "book.csv"'), "sources[1](cms).path", "spreadsheet", "CSV"),
    (
        source('kind = "csv"\npath = "table.csv"\ndelimitter = ";"'),
        "sources[1](cms).delimitter",
        "unknown key",
        "delimiter",
    ),
    (source('kind = "sql"\nurl = "sqlite:///a.db"'), "sources[1](cms)", "needs table or query", "table ="),
    (source('kind = "sql"\ntable = "t"'), "sources[1](cms)", "needs url", "url ="),
    (
        source('kind = "sql"\nurl = "mongodb://h/x"\ntable = "t"'),
        "sources[1](cms).url",
        "'mongodb' is not a supported database",
        "postgresql",
    ),
    (
        source('kind = "sql"\nurl = "cms.db"\ntable = "t"'),
        "sources[1](cms).url",
        "without a scheme",
        "sqlite",
    ),
    (
        source('kind = "sql"\nurl = "oracle+nodriver://h/x"\ntable = "t"'),
        "sources[1](cms).url",
        "'nodriver' is not installed",
        "pip install",
    ),
    (
        source('kind = "sql"\nurl = "sqlite:///a.db"\ntable = "t"\noverlap_s = "long"'),
        "sources[1](cms).overlap_s",
        "not a number",
        "600",
    ),
    (
        source('kind = "page"\npath = "records"\nleast_share = 7'),
        "sources[1](cms).least_share",
        "",
        "",
    ),
    (f'{SITE}[sources]\nname = "a"\n', "sources", "is one table", "[[sources]]"),
    (f'{SITE}[channels]\npath = "a"\n', "channels", "is one table", "[[channels]]"),
    (SITE.replace("[site]", "[[site]]"), "site", "is a list", "[site]"),
    (f'{SITE}[store]\nurl = "feeds.db"\n', "store.url", "has no scheme", "sqlite:///"),
    (f'{SITE}[store]\nurl = "mysql://h/x"\n', "store.url", "not a supported database", "postgresql"),
    (f'{SITE}[store]\nurl = "sqlite://"\n', "store.url", "needs a file", "sqlite:///"),
    (f'{SITE}[store]\nurl = "sqlite://a.db"\n', "store.url", "two slashes", "sqlite:///"),
    (f'{SITE}[store]\nurl_file = "nowhere"\n', "store.url_file", "cannot be read", "file"),
    (f'{SITE}fresh_at_least = "2h"\n', "site.fresh_at_least", "longer than fresh_at_most", "Exchange"),
    (f'{SITE}language = "cz"\n', "site.language", "not a registered language; did you mean cs?", "BCP 47"),
    (f'{SITE}{CHANNEL}language = "dk"\n', "channels[1](news).language", "did you mean da?", "BCP 47"),
    (f'{SITE}{CHANNEL}language = "qx"\n', "channels[1](news).language", "not a registered", "BCP 47"),
    (source('kind = "jsonl"\npath = "records"\nlanguage = "jp"'), "sources[1](cms).language", "ja", "BCP"),
    (f'{SITE}rights = "a\\u0000b"\n', "site.rights", "control character", "rights"),
    (SITE.replace("Post", "  "), "site.title", "is empty", "title ="),
    (SITE.replace("post.example", "post.example/?a=b"), "site.url", "query", "https://"),
    (SITE.replace("post.example", "post .example"), "site.url", "not an http(s)", "https://"),
    (f'{SITE}{CHANNEL}id = "no uri"\n', "channels[1](news).id", "not an absolute URI", "tag:"),
    (f"{SITE}{CHANNEL}[channels.where]\n", "channels[1](news).where", "is empty", "tags"),
    (f"{SITE}{CHANNEL}[channels.where]\nsources = []\n", "channels[1](news).where.sources", "is empty", ""),
    (
        f'{SITE}{CHANNEL}[[channels]]\npath = "z"\nmoved_to = "https://post.example/z"\n',
        "channels[2](z).moved_to",
        "leads back to 'z'",
        "channel that exists",
    ),
    (
        f'{SITE}{CHANNEL}[[channels]]\npath = "z"\nmoved_to = "http://POST.example/y"\n',
        "channels[2](z).moved_to",
        "there is no channel 'y'",
        "Give the channel",
    ),
    (
        source('kind = "ghost"\npath = "."\npages = "yes"'),
        "sources[1](cms).pages",
        "not true or false",
        "true",
    ),
    (source('kind = "json"\npath = "."\nnext = 5'), "sources[1](cms).next", "not text", "string"),
    (
        source('kind = "json"\npath = "."\ntoken_file = "no"'),
        "sources[1](cms).token_file",
        "not exist",
        "token_env",
    ),
    (
        source('kind = "jsonl"\npath = "."\ndate_format = "DD.MM"'),
        "sources[1](cms).date_format",
        "not a format",
        "%d",
    ),
    (
        source('kind = "jsonl"\npath = "."\n[sources.fields]\nheadline = "title"'),
        "sources[1](cms).fields.headline",
        "has no field 'headline'",
        'title = "headline"',
    ),
    (
        source('kind = "jsonl"\npath = "."\n[sources.fields]\ntitel = "a"'),
        "sources[1](cms).fields.titel",
        "has no field",
        "title",
    ),
    (
        source('kind = "xml"\npath = "."\n[sources.fields]\ntitle = "a"'),
        "sources[1](cms).records",
        "is missing",
        "/rss",
    ),
    (
        source('kind = "xml"\npath = "."\nrecords = "//["\n[sources.fields]\ntitle = "a"'),
        "sources[1](cms).records",
        "not an XPath",
        "Correct",
    ),
    (f'{SITE}[[redirects]]\nfrom = "feed"\nto = "/news.rss"\n', "redirects[1].from", "not a path", "/"),
    (f'{SITE}[[redirects]]\nfrom = "/a"\nto = "/a"\n', "redirects[1].to", "leads back", "feed"),
    (f'{SITE}[[redirects]]\nfrom = "/a"\n', "redirects[1].to", "is missing", "/news.rss"),
    (f"{SITE}[hub]\nenable = true\n", "hub.enable", "unknown key", "Did you mean enabled?"),
    (f'{SITE}[hub]\nping = ["hub"]\n', "hub.ping[1]", "not an http(s)", 'ping = ["https://'),
    (f'{SITE}[[chanels]]\npath = "a"\n', "chanels", "unknown key", "channels"),
    (f'{SITE}[server.limits]\nhaed = "5s"\n', "server.limits.haed", "unknown key", "head"),
    (f'{SITE}[server]\nport = "x"\n', "server.port", "must be a whole number", "65535"),
    (f'{SITE}[server]\nhost = "http://0.0.0.0"\n', "server.host", "not an address of this machine", "port"),
    (f"{SITE}{CHANNEL}limit = true\n", "channels[1](news).limit", "True is not a whole number", "10000"),
    (f"{SITE}{CHANNEL}limit = -5\n", "channels[1](news).limit", "-5 is not accepted", "10000"),
    (f"{SITE}{CHANNEL}formats = []\n", "channels[1](news).formats", "must not be empty", "rss"),
    (f"{SITE}{CHANNEL}{CHANNEL}", "channels[2](news).path", "has this channel already", "Rename"),
    (
        f'{SITE}{CHANNEL}aliases = ["x"]\n{CHANNEL.replace("news", "sport")}aliases = ["x"]\n',
        "channels[2](sport).aliases",
        "channels[1] has this channel already as an alias ('x')",
        "Rename",
    ),
    (f'sources = "x"\n{SITE}', "sources", "must be a list of tables", "[[sources]]"),
    ('site = "x"\n', "site", "must be one table", "[site]"),
    (source('kind = "push"').replace("cms", "a\\nb"), "sources[1](a b).name", "control character", "name"),
    (f'{SITE}timezone = "Berlin"\n', "site.timezone", "did you mean Europe/Berlin?", "IANA"),
    (f'{SITE}timezone = "CEST"\n', "site.timezone", "did you mean Europe/Berlin?", "IANA"),
    (f'{SITE}timezone = "+02:00"\n', "site.timezone", "did you mean Etc/GMT-2?", "IANA"),
    (f'{SITE}language = "English"\n', "site.language", "did you mean en?", "BCP 47"),
    (source('kind = "RSS"\nurl = "https://x.example/"'), "sources[1](cms).kind", "unknown", '"feed"'),
    (source('kind = "postgres"'), "sources[1](cms).kind", "unknown kind", 'kind = "sql"'),
    (source('kind = "csv"\npath = "paper.csv"'), "sources[1](cms).path", "is a PDF", "text"),
    (source('kind = "csv"\npath = "old.xls"'), "sources[1](cms).path", "Office document", "CSV"),
    (source('kind = "wordpress"\npath = "book.csv"'), "sources[1](cms).path", "an archive", "Unpack"),
    (source('kind = "opml"\npath = "page.xml"'), "sources[1](cms).path", "an HTML page", "page"),
    (source('kind = "json"\npath = "feed.json"'), "sources[1](cms).path", "contains XML, not JSON", "feed"),
    (source('kind = "wordpress"\npath = "json.csv"'), "sources[1](cms).path", "contains JSON", "json"),
    (source('kind = "markdown"\npath = "table.csv"'), "sources[1](cms).path", "not Markdown", "csv"),
    (
        source('kind = "json"\npath = "."\ntoken_file = "empty"'),
        "sources[1](cms).token_file",
        "'empty' is empty",
        "token_env",
    ),
    (
        source('kind = "json"\npath = "."\ntoken_file = "table.csv"\ntoken_env = "X"'),
        "sources[1](cms).token_env",
        "either token_file or token_env",
        "Remove one",
    ),
    (
        source('kind = "sql"\ntable = "t"\nurl_file = "nowhere"'),
        "sources[1](cms).url_file",
        "cannot be read: No such file",
        "postgresql://",
    ),
    (
        source('kind = "sql"\ntable = "t"\nurl_file = "records"'),
        "sources[1](cms).url_file",
        "cannot be read: Is a directory",
        "postgresql://",
    ),
    (
        source('kind = "sql"\ntable = "t"\nurl_file = "empty"'),
        "sources[1](cms).url_file",
        "'empty' is empty",
        "postgresql://",
    ),
    (
        source('kind = "sql"\nurl = "sqlite:///a.db"\nquery = "DELETE FROM t"'),
        "sources[1](cms).query",
        "'DELETE' does not select records",
        "SELECT",
    ),
    (
        source('kind = "jsonl"\npath = "."\n[sources.fields]\ntitle = 5'),
        "sources[1](cms).fields.title",
        "must be text",
        'title = "headline"',
    ),
    (
        source('kind = "jsonl"\npath = "."\n[sources.values]\nstatus = "usable"'),
        "sources[1](cms).values.status",
        "must be a table",
        "[sources.values.status]",
    ),
    (
        source('kind = "jsonl"\npath = "."\n[sources.values.status]\nlive = "shown"'),
        "sources[1](cms).values.status.live",
        "'shown' is not a known status",
        'live = "usable"',
    ),
    (
        source('kind = "markdown"\npath = "."\ngenerator = "gatsby"'),
        "sources[1](cms).generator",
        "'gatsby' is not a known generator",
        "docusaurus, eleventy, hexo, hugo, jekyll, pelican, zola",
    ),
    (
        source('kind = "markdown"\npath = "."\npermalinks = { posts = 5 }'),
        "sources[1](cms).permalinks.posts",
        "5 is not text",
        "string",
    ),
    (f'{SITE}[store]\nurl = "sqlite:///records"\n', "store.url", "'records' is a folder", "file"),
    (f'{SITE}[store]\nurl_file = "empty"\n', "store.url_file", "'empty' is empty", "url"),
    (
        f'{SITE}[store]\nurl = "sqlite:///a.db"\nurl_file = "empty"\n',
        "store.url_file",
        "there is a url too",
        "Remove",
    ),
]

SYNTAX = [
    ("language = en", "Put text in quotes: language = en"),
    ("description = “Post”", 'Use straight quotes ("): description = “Post”'),
    ('description = "Post', 'Close the quote, or use three quotes for several lines: description = "Post'),
    ('title = "B"', 'Remove the second one: title = "B"'),
    ("[[sources]", "Correct this line: [[sources]"),
]


@pytest.mark.parametrize(("line", "hint"), SYNTAX)
def test_a_fault_of_toml_is_shown_with_its_line(tmp_path: Path, line: str, hint: str) -> None:
    (found,) = problems(tmp_path, f"{SITE}{line}\n")
    assert "at line 4" in found.message
    assert found.hint == hint


def test_the_environment_overrides_a_file_with_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDS_STORE__URL", "postgresql://h/x")
    text = f'{SITE}[store]\nurl_file = "nowhere"\n'
    assert load(write(tmp_path, text)).store_url == "postgresql://h/x"


@pytest.mark.parametrize(("text", "where", "message", "hint"), FAULTS)
def test_one_fault_is_one_message(tmp_path: Path, text: str, where: str, message: str, hint: str) -> None:
    (found,) = problems(tmp_path, text)
    assert found.where == where
    assert message in found.message
    assert hint in found.hint


def test_every_fault_at_once(tmp_path: Path) -> None:
    text = f"{SITE}[[sources]]\npath = 5\nurl = []\n"
    assert {problem.where for problem in problems(tmp_path, text)} >= {
        "sources[1].name",
        "sources[1].kind",
        "sources[1].path",
    }


def test_a_byte_order_mark_is_accepted_and_other_encodings_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, SITE)
    path.write_bytes(b"\xef\xbb\xbf" + SITE.encode())
    assert load(path).site.title == "Post"
    path.write_bytes(SITE.encode("utf-16"))
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        load(path)


def test_an_address_on_the_site_itself_is_a_channel(tmp_path: Path) -> None:
    text = f'{SITE}{CHANNEL}[[channels]]\npath = "z"\nmoved_to = "https://post.example/news"\n'
    assert load(write(tmp_path, text)).former[0].moved_to == "news"


def test_deprecated_language_codes_are_replaced(tmp_path: Path) -> None:
    """RFC 5646 §4.5."""
    assert load(write(tmp_path, f'{SITE}language = "iw"\n')).site.language == "he"


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        (source('kind = "jsonl"\npath = "records/*.json"'), "sources[1](cms).path", "matches no file"),
        (SITE.replace("post.example", "post.example/feed.xml"), "site.url", "base of all addresses"),
        (
            source('kind = "jsonl"\npath = "records"\n[sources.fields]\ntitle = "headlin"'),
            "sources[1](cms).fields.title",
            "'headlin' does not occur in a.jsonl",
        ),
        (
            source('kind = "csv"\npath = "table.csv"\n[sources.fields]\ndate_published = "Date"'),
            "sources[1](cms).fields.date_published",
            "'Date' does not occur in table.csv",
        ),
        (
            source('kind = "jsonl"\npath = "records"\nchannel = "nws"') + CHANNEL,
            "sources[1](cms).channel",
            "there is no channel 'nws'",
        ),
        (
            source('kind = "jsonl"\npath = "records"') + CHANNEL + '[channels.where]\nsources = ["cms"]\n',
            "channels[1](news).where.sources",
            "[[sources]]",
        ),
        (
            source('kind = "jsonl"\npath = "records"') + CHANNEL + "limit = 20\n",
            "channels[1](news).limit",
            "readers that poll once a day",
        ),
    ],
)
def test_probable_mistakes_are_warnings(tmp_path: Path, text: str, where: str, message: str) -> None:
    settings = load(write(tmp_path, text))
    (warning,) = settings.warnings
    assert warning.where == where
    assert message in warning.message
    assert "warnings" not in json.loads(show(settings))


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://post.example", True),
        ("https://post.example", False),
        ("http://localhost:8080", False),
        ("http://127.0.0.1:8080", False),
        ("http://feeds", False),
    ],
)
def test_a_public_site_without_https_is_a_warning(tmp_path: Path, url: str, *, warned: bool) -> None:
    """R-URL-12."""
    text = source('kind = "jsonl"\npath = "records"\nchannel = "News"') + CHANNEL
    file = write(tmp_path, text)
    file.write_text(re.sub(r'(?m)^url = "http.*"$', f'url = "{url}"', file.read_text(), count=1))
    assert [one.where for one in load(file).warnings] == (["site.url"] if warned else [])


def test_valid_settings_have_no_warning(tmp_path: Path) -> None:
    text = source('kind = "jsonl"\npath = "records"\nchannel = "News"\n[sources.fields]\ntitle = "headline"')
    assert load(write(tmp_path, text + CHANNEL)).warnings == ()


def test_faults_of_sources_do_not_matter_where_no_source_is_read(tmp_path: Path) -> None:
    text = source('kind = "jsonl"\npath = "unmounted"') + (
        '[[sources]]\nname = "other"\nkind = "jsonl"\npath = 5\n[[sources]]\nname = "CMS"\nkind = "nokind"\n'
    )
    settings = load(write(tmp_path, text), check_sources=False)
    assert [(one.name, one.kind) for one in settings.sources] == [("cms", "jsonl"), ("other", "jsonl")]
    assert "sources[1](cms).path" in {problem.where for problem in settings.warnings}
    with pytest.raises(ConfigError, match=r"site\.title"):
        load(write(tmp_path, text.replace('"Post"', '""')), check_sources=False)


def test_paths_start_at_the_settings_file(tmp_path: Path) -> None:
    text = f'{SITE}[store]\nurl = "sqlite:///var/a.db?mode=x"\n'
    assert load(write(tmp_path, text)).store_url == f"sqlite:///{tmp_path}/var/a.db?mode=x"
    assert load(write(tmp_path, SITE)).store_url == f"sqlite:///{tmp_path}/var/feeds.db"
    absolute = SITE + '[store]\nurl = "sqlite:////srv/a.db"\n'
    assert load(write(tmp_path, absolute)).store_url == "sqlite:////srv/a.db"
    (tmp_path / "secret").write_text("sqlite:///b.db\n")
    with_file = SITE + '[store]\nurl_file = "secret"\n'
    assert load(write(tmp_path, with_file)).store_url == f"sqlite:///{tmp_path}/b.db"


def test_the_table_of_kinds_agrees_with_the_readers() -> None:
    assert set(KINDS) == set(READERS)
    options = {name: frozenset(getattr(reader, "OPTIONS", ())) for name, reader in READERS.items()}
    assert {name: frozenset(kind.options) for name, kind in KINDS.items()} == options


def test_the_schema_lists_kinds_and_options() -> None:
    schema = json.loads(json_schema())
    properties = schema["$defs"]["SourceTable"]["properties"]
    assert properties["kind"]["enum"] == sorted(KINDS)
    assert {"delimiter", "table", "max_pages", "every"} <= set(properties)
    assert properties["pages"]["type"] == "boolean"
    assert properties["least_share"]["type"] == "number"
    assert properties["cursor"]["anyOf"][1]["items"] == {"type": "string"}
    described = {name for name, found in properties.items() if found.get("type") or found.get("anyOf")}
    assert set(properties) - described <= {"every", "titles", "date_format", "kind", "vanished"}
    assert schema["$defs"]["RedirectTable"]["required"] == ["from", "to"]
    assert {"site", "store", "server", "sources", "channels", "redirects"} <= set(schema["properties"])
