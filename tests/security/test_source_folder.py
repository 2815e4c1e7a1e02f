"""A folder of a source brings what is in it: whoever may write there reads no other file of the machine."""

from pathlib import Path

import pytest

from feeds.readers.files import input_files


@pytest.mark.parametrize("to_folder", [False, True])
def test_links_that_lead_out_of_a_folder_are_not_followed(tmp_path: Path, *, to_folder: bool) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "records"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.jsonl").write_text("{}")
    (folder / "own.jsonl").write_text("{}")
    (folder / "same.jsonl").symlink_to("own.jsonl")
    (folder / "link.jsonl").symlink_to(outside if to_folder else outside / "secret.jsonl")
    found = [Path(path).name for path in input_files((str(folder),), (".jsonl",))]
    assert found == ["own.jsonl", "same.jsonl"]


def test_a_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (real / "own.jsonl").write_text("{}")
    (tmp_path / "records").symlink_to(real)
    assert len(list(input_files((str(tmp_path / "records"),), (".jsonl",)))) == 1
