# make serve | test | check | bench: each makes the virtual environment first, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNNABLE := $(VENV)/.runnable
READY := $(VENV)/.ready

.PHONY: serve test check bench format clean

serve: $(RUNNABLE)
	$(BIN)/feeds serve

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff check feeds tests examples
	$(BIN)/ruff format --check feeds tests examples
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(READY)
	$(BIN)/python -m tests.bench

format: $(READY)
	$(BIN)/ruff check --fix feeds tests examples
	$(BIN)/ruff format feeds tests examples

$(RUNNABLE): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $(RUNNABLE)

$(READY): $(RUNNABLE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $(READY)

clean:
	rm -rf $(VENV) var build
