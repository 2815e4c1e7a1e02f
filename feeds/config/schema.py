"""A JSON Schema of the settings file, for completion and checks in editors."""

import json
from typing import Any

from feeds.config.source_kinds import GENERATORS, KINDS, OptionType
from feeds.config.tables import File

_TEXT = {"type": "string"}
_TYPES: dict[OptionType, dict[str, Any]] = {
    OptionType.TEXT: _TEXT,
    OptionType.FLAG: {"type": "boolean"},
    OptionType.NUMBER: {"type": "number"},
    OptionType.TEXTS: {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
    OptionType.TEXT_OR_TABLE: {"anyOf": [_TEXT, {"type": "object", "additionalProperties": _TEXT}]},
    OptionType.GENERATOR: {"type": "string", "enum": list(GENERATORS)},
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> str:
    """Return the schema as indented JSON. Options of every kind are allowed in all ``[[sources]]``."""
    schema = File.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema["$defs"]
    source = definitions["SourceTable"]
    source["properties"]["kind"] = source["properties"]["kind"] | {"enum": sorted(KINDS)}
    types = {name: option for kind in KINDS.values() for name, option in kind.options.items()}
    for name in sorted(types):
        takers = ", ".join(sorted(kind for kind, known in KINDS.items() if name in known.options))
        described = {"description": f"Option of kind {takers}", **_TYPES[types[name]]}
        source["properties"].setdefault(name, described)
    source["additionalProperties"] = False
    channel = definitions["ChannelTable"]
    channel["required"] = ["path"]
    channel["anyOf"] = [{"required": [key]} for key in ("title", "moved_to", "gone")]
    titled = {"$schema": DIALECT, **schema, "title": "feeds.toml"}
    return json.dumps(titled, indent=2, ensure_ascii=False)
