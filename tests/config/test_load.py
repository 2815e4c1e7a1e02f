from dataclasses import fields
from pathlib import Path

import pytest

from feeds.config import Settings, load, show
from feeds.config.tables import LimitsTable
from feeds.errors import ConfigError
from feeds.model import LOOPBACK, ContentMode, Format, Limits, Period, RemovedChannel, Selection

VALID = """
[site]
title = "Post"
url = "https://news.post.example/"
timezone = "Asia/Shanghai"

[[sources]]
name = "cms"
kind = "jsonl"
path = "records/*.jsonl"
every = "30s"
[sources.fields]
title = "headline"

[[channels]]
path = "news/province"
title = "Province"
content = "summary"
formats = ["atom"]
[channels.where]
tags = "robotics"
"""


def write(folder: Path, text: str) -> Path:
    (folder / "records").mkdir(exist_ok=True)
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text))
    return {problem.where: f"{problem.message} | {problem.hint}" for problem in caught.value.problems}


def valid(folder: Path) -> Settings:
    return load(write(folder, VALID))


def test_a_valid_file_is_loaded(tmp_path: Path) -> None:
    settings = valid(tmp_path)
    assert settings.site.url == "https://news.post.example"
    (source,) = settings.sources
    assert source.paths == (str(tmp_path / "records/*.jsonl"),)
    assert (source.every_s, source.timezone, source.fields) == (
        30.0,
        "Asia/Shanghai",
        (("title", "headline"),),
    )
    index, province = settings.channels
    assert (index.path, index.title) == ("index", "Post")
    assert province.content is ContentMode.SUMMARY
    assert province.formats == (Format.ATOM,)
    assert province.where == Selection(tags=("robotics",))


def test_every_fault_is_reported_at_once_with_path_and_hint(tmp_path: Path) -> None:
    text = (
        VALID.replace('url = "https://news.post.example/"', 'url = "news.post.example"')
        .replace("Asia/Shanghai", "Shanghai")
        .replace('every = "30s"', 'every = "soon"\ncanal = "x"')
        .replace('content = "summary"', 'content = "most"\nlimt = 5')
        .replace('path = "records/*.jsonl"', 'path = "missing/*.jsonl"')
    )
    found = problems(tmp_path, text)
    assert set(found) == {
        "site.url",
        "site.timezone",
        "sources[1](cms).every",
        "sources[1](cms).canal",
        "sources[1](cms).path",
        "channels[1](news/province).content",
        "channels[1](news/province).limt",
    }
    assert found["channels[1](news/province).limt"] == "unknown key | Did you mean limit?"
    assert "Asia/Shanghai" in found["site.timezone"]
    assert "'soon' is not a duration" in found["sources[1](cms).every"]


@pytest.mark.parametrize(
    ("second", "where"),
    [
        ('path = "News/Province"', "channels[2](News/Province).path"),
        ('path = "other"\naliases = ["news/province"]', "channels[2](other).aliases"),
    ],
)
def test_duplicate_channels_are_reported(tmp_path: Path, second: str, where: str) -> None:
    found = problems(tmp_path, f'{VALID}\n[[channels]]\n{second}\ntitle = "Again"\n')
    assert list(found) == [where]
    assert "channels[1] has this channel already" in found[where]


@pytest.mark.parametrize("path", ["", "/news", "news/", "a b", "news.rss", "api/x", "news/archive"])
def test_an_invalid_channel_path_is_refused(tmp_path: Path, path: str) -> None:
    found = problems(tmp_path, VALID.replace('"news/province"', f'"{path}"'))
    assert any(where.startswith("channels[1]") and where.endswith(".path") for where in found)


def test_missing_site_and_unknown_kind(tmp_path: Path) -> None:
    found = problems(tmp_path, '[[sources]]\nname = "x"\nkind = "jsnl"\npath = "records"\n')
    assert found["site"].startswith("is missing")
    assert "unknown kind 'jsnl' | Use kind = \"jsonl\"" in found["sources[1](x).kind"]


def test_missing_file_and_invalid_toml(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match=r"is not valid TOML.*line 1"):
        load(write(tmp_path, "[site\n"))


def test_environment_overrides_the_file_and_url_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDS_SITE__TITLE", "From outside")
    secret = tmp_path / "url"
    secret.write_text("postgresql://feeds:hush@db/feeds\n")
    monkeypatch.setenv("FEEDS_STORE__URL_FILE", str(secret))
    settings = valid(tmp_path)
    assert settings.site.title == "From outside"
    assert settings.store_url == "postgresql://feeds:hush@db/feeds"
    assert "hush" not in show(settings)
    assert "postgresql://feeds:…@db/feeds" in show(settings)


SERVER = """
[server]
trusted_proxies = ["10.0.0.0/8", "192.0.2.7"]
metrics = "off"
stats_kept = "30d"
[server.limits]
connections = 20
head = "500ms"
"""


def test_server_limits_and_trusted_proxies(tmp_path: Path) -> None:
    """R-HTTP-67."""
    server = load(write(tmp_path, VALID + SERVER)).server
    assert server.trusted_proxies == ("10.0.0.0/8", "192.0.2.7/32")
    assert (server.metrics, server.stats_kept_s) == ("off", 30 * 86_400.0)
    assert server.limits == Limits(connections=20, head_s=0.5)
    plain = valid(tmp_path).server
    assert (plain.limits, plain.trusted_proxies, plain.metrics) == (Limits(), LOOPBACK, "private")
    assert '"head_s": 20.0' in show(valid(tmp_path))


def test_every_limit_has_a_setting() -> None:
    settings = {name.removesuffix("_s") for name in LimitsTable.model_fields if name != "again_bytes_per_s"}
    limits = {one.name.removesuffix("_s") for one in fields(Limits) if one.name != "again_bytes_per_s"}
    assert settings == limits


def test_invalid_limits_are_reported_with_a_hint(tmp_path: Path) -> None:
    text = SERVER.replace("10.0.0.0/8", "10.0.0.1/8").replace("connections = 20", "connections = 0")
    text = text.replace('"off"', '"on"').replace('head = "500ms"', 'head = "soon"\nheads = 1')
    found = problems(tmp_path, VALID + text + "again_bytes_per_s = 0\n")
    assert set(found) == {
        "server.trusted_proxies[1]",
        "server.metrics",
        "server.limits.connections",
        "server.limits.head",
        "server.limits.heads",
        "server.limits.again_bytes_per_s",
    }
    assert found["server.trusted_proxies[1]"] == (
        "'10.0.0.1/8' is not a network | List networks: [\"10.0.0.0/8\"]"
    )
    assert found["server.limits.heads"] == "unknown key | Did you mean head?"
    assert "'soon' is not a duration | Give the time limit" in found["server.limits.head"]


def test_environment_is_merged_into_the_limits_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDS_SERVER__LIMITS__STALL", "7s")
    monkeypatch.setenv("FEEDS_SERVER__TRUSTED_PROXIES", "172.16.0.0/12")
    server = load(write(tmp_path, VALID + SERVER)).server
    assert server.limits == Limits(connections=20, head_s=0.5, stall_s=7.0)
    assert server.trusted_proxies == ("172.16.0.0/12",)


def test_the_shipped_settings_are_valid() -> None:
    settings = load(Path(__file__).parents[2] / "config/feeds.toml")
    assert len(settings.channels) >= 10
    assert settings.site.timezone == "Asia/Shanghai"


MOST_READ = """
[[channels]]
path = "top"
title = "Most read"
most_read = "week"
"""


def test_most_read_channels(tmp_path: Path) -> None:
    settings = load(write(tmp_path, f'{VALID}{MOST_READ}of = "news/province"\n'))
    assert (settings.channels[-1].most_read, settings.channels[-1].of) == (Period.WEEK, "news/province")
    assert load(write(tmp_path, f"{VALID}{MOST_READ}")).channels[-1].of is None
    assert load(write(tmp_path, f'{VALID}{MOST_READ}of = "index"\n')).channels[-1].of == "index"


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        (MOST_READ.replace('"week"', '"year"'), "channels[2](top).most_read", "'year'", '"day", "week"'),
        (
            f'{MOST_READ}[channels.where]\ntags = "x"\n',
            "channels[2](top).most_read",
            "most_read or where",
            "Remove one",
        ),
        (
            f'{MOST_READ}of = "news"\n',
            "channels[2](top).of",
            "'news' is not a channel",
            "Known channels: index",
        ),
        (f'{MOST_READ}of = "top"\n', "channels[2](top).of", "'top' has no articles", "Known channels: index"),
        (
            f'{MOST_READ}of = "news/provins"\n',
            "channels[2](top).of",
            "'news/provins' is not a channel",
            "Did you mean news/province?",
        ),
        (
            MOST_READ.replace('"top"', '"index"'),
            "channels[2](index).most_read",
            "carries every article",
            "another path",
        ),
        (
            MOST_READ.replace('most_read = "week"', 'of = "index"'),
            "channels[2](top).of",
            "has no effect",
            "Add most_read",
        ),
    ],
)
def test_an_invalid_ranking_is_reported_with_a_hint(
    tmp_path: Path, text: str, where: str, message: str, hint: str
) -> None:
    found = problems(tmp_path, f"{VALID}{text}")
    assert list(found) == [where]
    assert message in found[where].partition(" | ")[0]
    assert hint in found[where].partition(" | ")[2]


REMOVED = """
[[channels]]
path = "old"
moved_to = "news/province"
[[channels]]
path = "older"
title = "It may keep its other keys"
limit = 10
moved_to = "old"
[[channels]]
path = "away"
moved_to = "https://other.example/feeds/away"
[[channels]]
path = "ended"
gone = true
"""


def test_removed_channels_need_no_title(tmp_path: Path) -> None:
    """R-HTTP-42, R-HTTP-46."""
    settings = load(write(tmp_path, VALID + REMOVED))
    assert [channel.path for channel in settings.channels] == ["index", "news/province"]
    assert settings.former == (
        RemovedChannel(path="old", moved_to="news/province"),
        RemovedChannel(path="older", moved_to="old"),
        RemovedChannel(path="away", moved_to="https://other.example/feeds/away"),
        RemovedChannel(path="ended"),
    )


def test_the_path_of_a_moved_channel_may_be_an_alias(tmp_path: Path) -> None:
    text = VALID.replace('title = "Province"', 'title = "Province"\naliases = ["old"]')
    assert load(write(tmp_path, text + REMOVED)).channels[1].aliases == ("old",)


@pytest.mark.parametrize(
    ("entry", "where", "message"),
    [
        (
            'path = "x"\nmoved_to = "index"\ngone = true',
            "channels[2](x).gone",
            "either moved_to or gone",
        ),
        ('path = "x"\nmoved_to = "nowhere"', "channels[2](x).moved_to", "there is no channel 'nowhere'"),
        ('path = "x"\nmoved_to = "x"', "channels[2](x).moved_to", "leads back to 'x'"),
        ('path = "news/province"\ngone = true', "channels[2](news/province).path", "cannot be removed"),
        ('path = "index"\ngone = true', "channels[2](index).path", "cannot be removed"),
        ('path = "x"\nmoved_to = "ftp://x.example/y"', "channels[2](x).moved_to", "not an http(s) address"),
        ('path = "x"\nmoved_to = "https://x.example/y?z"', "channels[2](x).moved_to", "endings"),
        ('path = "x"\nmoved_to = "a b"', "channels[2](x).moved_to", "is not a channel path"),
        ('path = "x"\ngone = "soon"', "channels[2](x).gone", "only for a channel that ended permanently"),
        ('path = "x"\ngone = false', "channels[2](x).title", "is missing"),
    ],
)
def test_an_invalid_removed_channel_is_reported(tmp_path: Path, entry: str, where: str, message: str) -> None:
    found = problems(tmp_path, f"{VALID}\n[[channels]]\n{entry}\n")
    assert list(found) == [where]
    assert message in found[where]


def test_every_invalid_move_is_reported(tmp_path: Path) -> None:
    rows = [("a", "b"), ("b", "a"), ("c", "d")]
    entries = "".join(f'[[channels]]\npath = "{path}"\nmoved_to = "{to}"\n' for path, to in rows)
    found = problems(tmp_path, f'{VALID}\n{entries}[[channels]]\npath = "d"\ngone = true\n')
    assert list(found) == [f"channels[{n}]({path}).moved_to" for n, (path, _) in enumerate(rows, 2)]
    assert "leads back" in found["channels[2](a).moved_to"]
    assert "'d', which is gone" in found["channels[4](c).moved_to"]
