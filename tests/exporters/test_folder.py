"""The folder that a plain web server serves."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from feeds.errors import FeedsError
from feeds.exporters.folder import Folder, in_order
from feeds.exporters.manifest import MANIFEST
from feeds.model import Coding, Representation
from tests.server.samples import T0, publication


def names(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} - {MANIFEST}


def test_parts_of_the_archive_are_written_before_the_feeds_that_lead_to_them() -> None:
    """R-PAGE-04: a build that was cut short leads nowhere that is not there."""
    stored = ["news.atom", "news.rss", "news/archive/2024-09.atom", "news/town.atom", "opml.xml"]
    assert in_order(stored)[0] == "news/archive/2024-09.atom"
    assert sorted(in_order(stored)) == stored


@pytest.mark.parametrize(("language", "plain"), [("zh-CN", "zh"), ("en-GB", "en"), ("fr", "zh")])
def test_the_plain_name_is_that_of_the_pages_in_the_language_of_the_site(
    tmp_path: Path, language: str, plain: str
) -> None:
    folder = Folder(tmp_path, language)
    for spoken in ("zh", "en"):
        folder.write(publication(f"news.{spoken}.html", body=spoken.encode() * 400))
    assert (tmp_path / "news.html").read_bytes() == plain.encode() * 400


def test_codings_of_one_size_are_not_both_written(tmp_path: Path) -> None:
    """R-HTTP-03: a server that makes its ETags of time and size would give them the same strong one."""
    made = publication("news.atom")
    one = {each.coding: each for each in made.representations}
    alike = Representation(coding=Coding.BR, body=b"x" * len(one[Coding.GZIP].body), etag=one[Coding.BR].etag)
    Folder(tmp_path, "en").write(replace(made, representations=(*made.representations[:2], alike)))
    assert names(tmp_path) == {"news.atom", "news.atom.gz"}


def test_a_coding_that_is_no_more_goes_with_the_change(tmp_path: Path) -> None:
    """R-HTTP-24: or those who accept it would be sent what was."""
    folder = Folder(tmp_path, "en")
    folder.write(publication("news.atom"))
    folder.write(publication("news.atom", number=43, body=b"<feed/>"))
    assert names(tmp_path) == {"news.atom"}


def test_what_a_build_wrote_that_was_cut_short_is_removed_by_the_next(tmp_path: Path) -> None:
    Folder(tmp_path, "en").write(publication("taken-back.atom"))
    (tmp_path / "theirs.txt").write_text("stays", encoding="utf-8")
    folder = Folder(tmp_path, "en")
    folder.write(publication("news.json", body=b"{}"))
    assert folder.finish() == 3
    assert names(tmp_path) == {"news.json", "theirs.txt"}


def test_files_that_were_expected_and_not_written_are_not_counted_as_removed(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "en")
    folder.expect(["small.atom"])
    folder.write(publication("small.atom"))
    assert folder.finish() == 0
    again = Folder(tmp_path, "en")
    again.expect(["small.atom"])
    assert again.write(publication("small.atom")) == 0
    assert again.finish() == 0


def test_files_have_the_time_of_their_publication(tmp_path: Path) -> None:
    """R-HTTP-12: ``Last-Modified`` and ETag are made of it, the same on every machine."""
    Folder(tmp_path, "en").write(publication("news.atom"))
    assert {path.stat().st_mtime for path in tmp_path.glob("news.*")} == {T0.timestamp()}


@contextmanager
def full_disk(size_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a disk without space."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_one_error_and_leaves_the_last_good_file(tmp_path: Path) -> None:
    good = publication("news.atom")
    Folder(tmp_path, "en").write(good)
    folder = Folder(tmp_path, "en")
    newer = publication("news.atom", number=43, body=bytes(range(256)) * 100)
    with full_disk(1_000), pytest.raises(FeedsError, match="cannot be written: File too large") as caught:
        folder.write(newer)
    assert caught.value.where == str(tmp_path / "news.atom")
    assert (tmp_path / "news.atom").read_bytes() == good.body
    assert not list(tmp_path.glob(".*.draft"))


@pytest.mark.parametrize("line", ["../theirs.txt", "/etc/passwd", "news/../../theirs.txt", ""])
def test_a_manifest_that_leads_out_of_the_folder_is_refused(tmp_path: Path, line: str) -> None:
    theirs, root = tmp_path / "theirs.txt", tmp_path / "www"
    theirs.write_text("stays", encoding="utf-8")
    root.mkdir()
    (root / MANIFEST).write_text(f"news.atom\n{line}\n", encoding="utf-8")
    with pytest.raises(FeedsError, match="line 2 names a file outside the folder"):
        Folder(root, "en")
    assert theirs.exists()


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedsError, match="leads out of the folder"):
        Folder(tmp_path / "www", "en").write(publication("../news.atom"))
    assert names(tmp_path) == set()


def test_no_link_is_followed(tmp_path: Path) -> None:
    """Not to write through it, not to remove behind it, not to overwrite where it points."""
    outside, root = tmp_path / "outside", tmp_path / "www"
    Folder(outside, "en").write(publication("news/town.atom"))
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    root.mkdir()
    (root / "news").symlink_to(outside / "news")
    (root / MANIFEST).write_text("news/town.atom\n", encoding="utf-8")
    folder = Folder(root, "en")
    with pytest.raises(FeedsError, match="symbolic link"):
        folder.write(publication("news/town.atom", number=43, body=b"x"))
    with pytest.raises(FeedsError, match="symbolic link"):
        folder.finish()
    (root / "index.atom").symlink_to(outside / "news/town.atom")
    (root / ".index.atom.draft").symlink_to(outside / "news/town.atom")
    folder.write(publication("index.atom"))
    assert not (root / "index.atom").is_symlink()
    assert {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()} == before


def test_a_manifest_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).symlink_to(tmp_path / "theirs.txt")
    with pytest.raises(FeedsError, match="symbolic link"):
        Folder(tmp_path, "en")
