# make serve | test | coverage | test-lowest | check | bench | attack | docs | dist | lock | sbom: each makes its virtual environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNNABLE := $(VENV)/.runnable
READY := $(VENV)/.ready

LOWEST := .venv-lowest

.PHONY: serve test coverage test-lowest check bench attack docs dist lock sbom format clean

serve: $(RUNNABLE)
	$(BIN)/feeds serve

# Compiled first: tests start many processes, and the environment may forbid Python to write bytecode.
test: $(READY)
	$(BIN)/python -m compileall -q feeds tests
	$(BIN)/python -m pytest -n auto --dist worksteal

coverage: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal --cov=feeds --cov-report=term:skip-covered

dist: $(READY)
	rm -rf build/dist
	$(BIN)/uv build --quiet --out-dir build/dist
	$(BIN)/python -m tests.distribution build/dist

test-lowest: dist
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct .
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --no-deps --reinstall build/dist/*.whl
	$(LOWEST)/bin/python -P tests/smoke.py

check: $(READY)
	$(BIN)/ruff check feeds tests examples
	$(BIN)/ruff format --check feeds tests examples
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.requirements

bench: $(READY)
	$(BIN)/python -m tests.bench

attack: $(READY)
	$(BIN)/python -m tests.security.mutations 100000 1
	$(BIN)/python -m tests.security.lag
	$(BIN)/python -m tests.security.crash 1000 1
	$(BIN)/python -m tests.security.database_faults 50 1
	$(BIN)/python -m tests.security.soak --minutes 30
	$(BIN)/python -m tests.security.pattern_times
	FEEDS_EXAMPLES=50 FEEDS_CORPUS_EVERY=1 $(BIN)/python -m pytest tests/pipeline tests/test_both_databases.py
	FEEDS_CRASH_ROUNDS=50 $(BIN)/python -m pytest tests/service/test_cursor.py
	FEEDS_CRASH_ROUNDS=1000 FEEDS_MUTANTS=20000 $(BIN)/python -m pytest tests/pipeline/test_crash.py tests/readers/test_feed_documents.py
	FEEDS_WITHDRAWALS=1000 FEEDS_WITHDRAWAL_GAP_S=0.05 $(BIN)/python -m pytest -s tests/service/test_withdrawals.py
	FEEDS_WALK_STEPS=60 FEEDS_WALK_SEEDS=6 $(BIN)/python -m pytest tests/behind/test_archive_walks.py

docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lock: $(READY) | build
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --python $(BIN)/python --no-python-downloads \
		--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		--output-file build/requirements.lock pyproject.toml
	(echo "# The dependencies of the image with their hashes; written by: make lock" \
		&& cat build/requirements.lock) > requirements.lock

sbom: $(READY) | build
	$(BIN)/python -m tests.sbom > build/feeds.cdx.json

format: $(READY)
	$(BIN)/ruff check --fix feeds tests examples
	$(BIN)/ruff format feeds tests examples

build:
	mkdir -p build

$(RUNNABLE): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $(RUNNABLE)

$(READY): $(RUNNABLE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $(READY)

clean:
	rm -rf $(VENV) $(LOWEST) var build
