import pytest

from feeds.text.media_types import media_type, type_of_address

BASE = "https://a.example"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.jxl", "image/jxl"),
        ("a.heic", "image/heic"),
        ("A.JPG", "image/jpeg"),
        ("a.m4a", "audio/mp4"),
        ("a.m4b", "audio/mp4"),
        ("a.opus", "audio/ogg"),
        ("a.oga", "audio/ogg"),
        ("a.ogg", "audio/ogg"),
        ("a.flac", "audio/flac"),
        ("a.mp3#t=30", "audio/mpeg"),
        ("a.mp3?file=b.png", "audio/mpeg"),
        ("a%2Emp3", "audio/mpeg"),
        ("play.php?file=b.mp3", None),
        ("a.m4v", "video/mp4"),
        ("a.mkv", "video/x-matroska"),
        ("a.ogv", "video/ogg"),
        ("a.webm", "video/webm"),
        ("a.epub", "application/epub+zip"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (".mp3", None),
        ("folder.mp3/page", None),
        ("", None),
    ],
)
def test_the_end_of_the_path_tells_the_type(path: str, expected: str | None) -> None:
    assert type_of_address(f"{BASE}/{path}") == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("audio/x-m4a; codecs=aac", "audio/x-m4a"),
        ("AUDIO/MPEG", "audio/mpeg"),
        ("application/octet-stream", "audio/mp4"),
        ("mp3", "audio/mp4"),
        ("", "audio/mp4"),
        (None, "audio/mp4"),
    ],
)
def test_a_usable_declared_type_is_kept(declared: str | None, expected: str) -> None:
    assert media_type(declared, f"{BASE}/a.m4a") == expected


def test_an_unknown_file_has_the_general_type() -> None:
    assert media_type(None, f"{BASE}/a.unheardof") == "application/octet-stream"


@pytest.mark.parametrize("url", ["http://[", "http://[a.mp3", "https://n.io]/a.mp3", "//[::1/a"])
def test_an_address_that_cannot_be_split_has_the_general_type(url: str) -> None:
    assert media_type(None, url) in {"application/octet-stream", "audio/mpeg"}
