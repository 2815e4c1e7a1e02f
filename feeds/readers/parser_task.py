"""What passes between the service and its parser processes."""

import msgspec


class Task(msgspec.Struct, array_like=True):
    """What to parse, and how long it may take."""

    kind: str
    payload: msgspec.Raw
    cpu_s: int


class ParsingResult(msgspec.Struct, array_like=True):
    """The result of a task, or why there is none."""

    payload: msgspec.Raw = msgspec.Raw(b"\xc0")
    error: str | None = None
    hint: str | None = None
