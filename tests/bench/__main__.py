"""``make bench``: every benchmark in one run, as one table; ``python -m tests.bench growth`` runs one."""

import importlib
import pkgutil
import sys

from rich.console import Console
from rich.table import Table

import tests.bench
from tests.bench.row import Row

NOT_BENCHES = {"__main__", "delivery_soak", "grown_site", "processor_clock", "row", "soak"}


def names() -> list[str]:
    """The benchmarks there are."""
    found = (module.name for module in pkgutil.iter_modules(tests.bench.__path__))
    return sorted(name for name in found if name not in NOT_BENCHES)


def main(wanted: list[str]) -> None:
    """Run the benchmarks and print the table."""
    table = Table(
        "work", "figure", "unit", "budget", "", "how", title="feeds benchmarks", box=None, pad_edge=False
    )
    for name in wanted or names():
        module = importlib.import_module(f"tests.bench.{name}")
        rows: list[Row] = module.rows()
        for row in rows:
            sign = {None: "", True: "✓", False: "✗"}[row.met]
            table.add_row(row.work, f"{row.figure:,.2f}", row.unit, row.budget, sign, row.note)
    Console(width=150).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
