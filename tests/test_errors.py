from feeds.errors import ConfigError, FeedsError, Problem


def test_an_error_names_place_fault_and_cure() -> None:
    error = FeedsError("no such file", where="feeds.toml", hint="Give --config")
    assert str(error) == "feeds.toml: no such file. Give --config"


def test_a_config_error_lists_every_problem() -> None:
    problems = tuple(
        Problem(where=f"site.{key}", message="is missing", hint="Add it") for key in ("url", "title")
    )
    assert str(ConfigError(problems)).splitlines() == [
        "site.url: is missing. Add it",
        "site.title: is missing. Add it",
    ]
