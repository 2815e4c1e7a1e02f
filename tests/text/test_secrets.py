import pytest

from feeds.text.secrets import UNTOLD, in_public, without_secrets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://u:hush@wire.example/all.xml?key=hush#x: 404", "https://wire.example/all.xml…"),
        ("postgresql://feeds:hush@db.example/cms refused", "postgresql://db.example/cms refused"),
        (
            "got https://wire.example/a and 'http://x.example?t=hush'",
            "got https://wire.example/a and 'http://x.example…'",
        ),
        ("no such file: /srv/records/desk.jsonl", "no such file: /srv/records/desk.jsonl"),
    ],
)
def test_addresses_lose_what_may_be_secret(text: str, expected: str) -> None:
    assert without_secrets(text).startswith(expected)
    assert "hush" not in without_secrets(text)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("the server answered 404", "the server answered 404"),
        ("the file could not be read: [Errno 2] '/srv/hush.html'", "the file could not be read"),
        ("the database refused: key (title)=(Hush)", "the database refused"),
        ("9 of 12 pages gave no article or much less", "9 of 12 pages gave no article or much less"),
        ("https://desk.example/2024/hush: the server answered 404", UNTOLD),
        ("/srv/pages/hush.html: the file could not be read", UNTOLD),
        ("hush.html could not be read", UNTOLD),
        ("Hush", UNTOLD),
        ("no entry 'Hush' here", UNTOLD),
        ("", UNTOLD),
    ],
)
def test_the_public_is_told_our_own_words_only(error: str, expected: str) -> None:
    assert in_public(error) == expected
