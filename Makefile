# Everything one does with this checkout. `make` alone lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

# Further arguments for what is started: make run ARGS="--port 9000", make test ARGS="tests/domain -x"
ARGS ?=

python := .venv/bin/python
pytest := $(python) -m pytest
uv_compile := $(python) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate $(if $(UPGRADE),--upgrade)

.PHONY: help
help: ## list what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# --- running -------------------------------------------------------------------------------------

.PHONY: run
run: system-packages .venv/.installed-runtime ## install what is missing and start the server (ARGS for `soundboard serve`)
	@scripts/run $(ARGS)

.PHONY: system-packages
system-packages:
	@scripts/install-system-packages

.PHONY: system-packages-for-tests
system-packages-for-tests:
	@scripts/install-system-packages --for-tests

# Absent, or pointing to an interpreter that is gone: both environments are to be made again.
.venv/bin/python: ;

.venv/.installed-runtime: requirements.lock pyproject.toml .venv/bin/python
	@scripts/install-python-packages requirements.lock
	@touch $@

# The longer lock contains the shorter one.
.venv/.installed-dev: requirements-dev.lock pyproject.toml .venv/bin/python
	@scripts/install-python-packages requirements-dev.lock
	@touch $@ .venv/.installed-runtime

# --- proving -------------------------------------------------------------------------------------

# Three, also where there are two cores: many tests wait for something.
.PHONY: test
test: system-packages-for-tests .venv/.installed-dev ## run all tests (ARGS for pytest)
	$(pytest) -m "not campaign" --numprocesses=3 --dist=loadfile $(ARGS)

.PHONY: campaign
campaign: system-packages-for-tests .venv/.installed-dev ## run the long form of the proofs, an hour each at most (ARGS for pytest)
	$(pytest) -m campaign --timeout=3600 $(ARGS)

.PHONY: coverage
coverage: system-packages-for-tests .venv/.installed-dev ## run all tests and say which lines none of them reached
	$(python) -m coverage erase
	$(python) -m coverage run -m pytest -m "not campaign" $(ARGS)
	$(python) -m coverage combine --quiet
	$(python) -m coverage report --show-missing --skip-covered

.PHONY: check check-lint check-types check-imports check-lengths check-locks
check: check-lint check-types check-imports check-lengths check-locks ## lint, formatting, types, layers, file lengths, locks

check-lint: .venv/.installed-dev
	$(python) -m ruff check
	$(python) -m ruff format --check

check-types: .venv/.installed-dev
	$(python) -m mypy

check-imports: .venv/.installed-dev
	.venv/bin/lint-imports --no-logo

check-lengths:
	scripts/check-file-lengths

check-locks:
	scripts/check-locks

.PHONY: bench
bench: system-packages-for-tests .venv/.installed-dev ## measure (ARGS for `python -m benchmarks`)
	$(python) -m benchmarks $(ARGS)

# --- tending -------------------------------------------------------------------------------------

.PHONY: format
format: .venv/.installed-dev ## format the code and mend what the linter can
	$(python) -m ruff check --fix
	$(python) -m ruff format

.PHONY: docs
docs: .venv/.installed-runtime ## write the pages that are made from the code
	$(python) -m infrastructure.documentation.events_page docs/events.md
	$(python) -m infrastructure.documentation.settings_page

.PHONY: lock
lock: .venv/.installed-runtime ## write both lock files from pyproject.toml (UPGRADE=1: newest versions)
	$(python) -m uv --version >/dev/null 2>&1 || $(python) -m pip install -qq --disable-pip-version-check uv
	$(uv_compile) --extra build pyproject.toml -o requirements.lock
	$(uv_compile) --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock
	scripts/check-locks

.PHONY: clean
clean: ## remove the environment, caches and reports; data, sounds and .env stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist .coverage .coverage.* coverage.xml
	find . -name node_modules -prune -o -type d -name __pycache__ -exec rm -rf {} +
