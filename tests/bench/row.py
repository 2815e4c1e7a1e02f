"""One line of the benchmark table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured: ``figure`` in ``unit``, beside the ``budget`` that it is held against."""

    work: str
    figure: float
    unit: str
    budget: str = ""
    met: bool | None = None
    note: str = ""
