"""The key that encrypts the secrets of subscribers."""

import stat
from pathlib import Path

import pytest

from feeds.errors import FeedsError
from feeds.websub.secrets import KEY_VARIABLE, SecretBox


def test_the_first_start_makes_the_key_and_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "var/hub.key"
    stored = SecretBox.open(path).encrypt("secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SecretBox.open(path).decrypt(stored) == b"secret"


def test_another_key_decrypts_nothing(tmp_path: Path) -> None:
    stored = SecretBox.open(tmp_path / "one.key").encrypt("secret")
    assert SecretBox.open(tmp_path / "two.key").decrypt(stored) is None


def test_a_key_that_cannot_be_kept_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(FeedsError, match="cannot be kept") as caught:
        SecretBox.open(tmp_path / "var/hub.key")
    assert KEY_VARIABLE in str(caught.value)


def test_a_damaged_key_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "hub.key").write_text("no key")
    with pytest.raises(FeedsError, match="not valid"):
        SecretBox.open(tmp_path / "hub.key")
