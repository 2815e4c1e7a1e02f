"""The door for records of any kind: a JSON Feed 1.1 item and what a newsroom adds, as pydantic checks it.

Unknown fields are left aside; a field of the wrong type is named with its path.
"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from feeds.readers.faults import FaultCollector, FieldFault

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What a source holds before it is checked."""

MOST = 2**63 - 1
"""The greatest number that a database keeps."""

Time = str | int | float | None
_CURES = {
    "list_type": "Write a list",
    "int_parsing": "Write a whole number",
    "int_type": "Write a whole number",
    "float_parsing": "Write a number",
    "string_type": "Write a text",
}


def _several(value: object) -> object:
    """One value where a list may stand is a list of one."""
    return value if isinstance(value, list) else [] if value is None else [value]


class _Raw(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class RawPerson(_Raw):
    """Someone credited."""

    name: str | None = None
    url: str | None = None
    email: str | None = None
    avatar: str | None = None
    role: str | None = None


class RawTag(_Raw):
    """A category with its scheme and label."""

    term: str | None = None
    label: str | None = None
    scheme: str | None = None


class RawSource(_Raw):
    """Where an article comes from."""

    name: str | None = None
    url: str | None = None
    article_url: str | None = None
    feed_url: str | None = None
    feed_title: str | None = None
    feed_id: str | None = None
    feed_date_modified: Time = None
    feed_rights: str | None = None
    date_published: Time = None


class RawAttachment(_Raw):
    """A file that belongs to the article; duration in seconds."""

    url: str | None = None
    mime_type: str | None = None
    title: str | None = None
    size_in_bytes: Annotated[int | float, Field(le=MOST)] | None = None
    duration_in_seconds: Annotated[int | float, Field(le=MOST)] | None = None


class RawRelated(_Raw):
    """Another page."""

    url: str | None = None
    title: str | None = None


class RawOrigin(_Raw):
    """What an export keeps so that it reads back to the same record; where it stands, texts are plain.

    ``aliases`` are the sources that the record's aliases are from, in their order.
    """

    origin: str | None = None
    time_flags: list[str] = Field(default_factory=list)
    aliases: list[str] = Field(default_factory=list)


People = Annotated[list[RawPerson | str], BeforeValidator(_several)]
Texts = Annotated[list[str], BeforeValidator(_several)]


class RawRecord(_Raw):
    """A record as it stands in a source."""

    id: str | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: str | None = None
    banner_image: str | None = None
    date_published: Time = None
    date_modified: Time = None
    author: RawPerson | str | None = None
    authors: People = Field(default_factory=list)
    contributors: People = Field(default_factory=list)
    tags: Annotated[list[RawTag | str], BeforeValidator(_several)] = Field(default_factory=list)
    language: str | None = None
    attachments: Annotated[list[RawAttachment], BeforeValidator(_several)] = Field(default_factory=list)
    channel: str | None = None
    channels: Texts = Field(default_factory=list)
    source: RawSource | str | None = None
    rights: str | None = None
    license: str | None = None
    views: Annotated[int, Field(ge=0, le=MOST)] | None = None
    related: Annotated[list[RawRelated | str], BeforeValidator(_several)] = Field(default_factory=list)
    comments_url: str | None = None
    date_release: Time = None
    date_expires: Time = None
    status: str | None = None
    correction: str | None = None
    aliases: Texts = Field(default_factory=list)
    feeds_: RawOrigin | None = Field(default=None, alias="_feeds")


def raw_record(data: dict[str, Json], faults: FaultCollector) -> RawRecord | None:
    """Check the types; each field of a wrong one is a fault."""
    try:
        return RawRecord.model_validate(data)
    except ValidationError as error:
        named = {_field(detail["loc"]): detail for detail in reversed(error.errors())}
        for field, detail in reversed(named.items()):
            hint = _CURES.get(detail["type"], "Mend it at the source")
            faults.add(FieldFault.WRONG_TYPE, field, detail["msg"], hint)
        return None


def mapped(data: dict[str, Json], fields: tuple[tuple[str, str], ...]) -> dict[str, Json]:
    """The data under our names: ``ours = theirs``, dots stepping into objects on either side."""
    named = dict(data)
    for ours, theirs in fields:
        found = _found(data, theirs)
        if found is not None:
            put(named, ours, found)
    return named


def _found(data: dict[str, Json], path: str) -> Json:
    """The value at a path: a key that holds the dots itself counts first."""
    if path in data:
        return data[path]
    value: Json = data
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def put(data: dict[str, Json], path: str, value: Json) -> None:
    """Set the value at a path, with objects made on the way."""
    *steps, last = path.split(".")
    for step in steps:
        inner = data.get(step)
        data[step] = dict(inner) if isinstance(inner, dict) else {}
        data = data[step]  # type: ignore[assignment]  # it was just made a dict
    data[last] = value


def _field(location: tuple[int | str, ...]) -> str:
    """The path of a field in its own terms, without the branches pydantic tried."""
    steps = [str(step) for step in location if isinstance(step, int) or step.islower()]
    return ".".join(step for step in steps if step not in {"str", "int", "float"})
