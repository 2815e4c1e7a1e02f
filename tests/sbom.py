"""Prints the software bill of materials of the image as CycloneDX JSON: ``python -m tests.sbom``.

It lists what ``requirements.lock`` pins; the same lock gives the same bytes.
"""

import json
import tomllib
import uuid
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]


def components(lock: str) -> list[dict[str, object]]:
    """Return each pinned package with its address and license."""
    found: list[dict[str, object]] = []
    for name, version in pinned(lock):
        component: dict[str, object] = {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
        }
        if license_ := _license(name):
            component["licenses"] = [{"license": {"name": license_}}]
        found.append(component)
    return found


def pinned(lock: str) -> list[tuple[str, str]]:
    """Return the names and versions in a lock."""
    lines = (line.split(";")[0].rstrip(" \\") for line in lock.splitlines() if line[:1].isalnum())
    return [(name.strip(), version.strip()) for name, _, version in (line.partition("==") for line in lines)]


def document(lock: str, version: str) -> dict[str, object]:
    """Return the bill of materials. Source: CycloneDX 1.6."""
    parts = components(lock)
    reference = f"pkg:pypi/feeds@{version}"
    serial = uuid.uuid5(uuid.NAMESPACE_URL, reference + lock)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial.urn,
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": reference, "name": "feeds", "version": version}
        },
        "components": parts,
        "dependencies": [{"ref": reference, "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def _license(name: str) -> str | None:
    """Return the license that an installed package states in a word or two."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return None
    text = next((stated[key] for key in ("License-Expression", "License") if key in stated), None)
    return text if text and len(text) <= 60 and "\n" not in text else None


def main() -> None:
    """Print the bill of materials."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    print(json.dumps(document(lock, version), indent=2))


if __name__ == "__main__":
    main()
