"""A JSON Schema of the settings file, for completion and checks in editors."""

import json
from typing import Any

from feeds.config.source_kinds import KINDS
from feeds.config.tables import File

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> str:
    """Return the schema as indented JSON. Options of every kind are allowed in all ``[[sources]]``."""
    schema = File.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema["$defs"]
    source = definitions["SourceTable"]
    source["properties"]["kind"] = source["properties"]["kind"] | {"enum": sorted(KINDS)}
    for name in sorted({option for kind in KINDS.values() for option in kind.options}):
        takers = ", ".join(sorted(kind for kind, known in KINDS.items() if name in known.options))
        source["properties"].setdefault(name, {"description": f"Option of kind {takers}"})
    source["additionalProperties"] = False
    channel = definitions["ChannelTable"]
    channel["required"] = ["path"]
    channel["anyOf"] = [{"required": [key]} for key in ("title", "moved_to", "gone")]
    titled = {"$schema": DIALECT, **schema, "title": "feeds.toml"}
    return json.dumps(titled, indent=2, ensure_ascii=False)
