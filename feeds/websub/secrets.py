"""Encrypt the secrets of subscribers at rest; the key is in the environment or in a file."""

import os
from pathlib import Path
from typing import Self

from feeds.errors import FeedsError

KEY_VARIABLE = "FEEDS_HUB_KEY"
_OWNER_ONLY = 0o600


class SecretBox:
    """Encrypts and decrypts secrets with one key."""

    def __init__(self, key: bytes) -> None:
        """Use a key of ``Fernet.generate_key``. Raises ``FeedsError`` for another one."""
        from cryptography.fernet import Fernet, InvalidToken  # loaded here: most processes have no secrets

        self._invalid = InvalidToken
        try:
            self._fernet = Fernet(key)
        except ValueError as error:
            hint = f"Remove the file, or set {KEY_VARIABLE} to 32 bytes in URL-safe base64"
            raise FeedsError("the key of the hub is not valid", hint=hint) from error

    @classmethod
    def open(cls, path: Path) -> Self:
        """Use the key in the environment, or else the one in a file, which is created if it is missing."""
        if key := os.environ.get(KEY_VARIABLE):
            return cls(key.encode())
        try:
            return cls(_read_or_create(path))
        except OSError as error:
            hint = f"Make the folder writable, or set {KEY_VARIABLE}"
            raise FeedsError(
                f"the key of the hub cannot be kept: {error}", where=str(path), hint=hint
            ) from error

    def encrypt(self, secret: str) -> bytes:
        """Return a secret as it is stored."""
        return self._fernet.encrypt(secret.encode())

    def decrypt(self, stored: bytes) -> bytes | None:
        """Return a stored secret; ``None`` if another key encrypted it."""
        try:
            return self._fernet.decrypt(stored)
        except self._invalid:
            return None


def _read_or_create(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError:
        return path.read_bytes().strip()
    from cryptography.fernet import Fernet  # as above

    with os.fdopen(descriptor, "wb") as file:
        key = Fernet.generate_key()
        file.write(key)
    return key
