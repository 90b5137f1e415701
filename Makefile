PYTHON ?= $(shell command -v python3.11 || echo python3)
BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help install demo test faults check bench texts lock

help:  ## list what make can do
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1\t/p' Makefile | expand -t 16

install: .venv/run.done  ## put the command `sapa` into .venv

demo: .venv/run.done  ## see it: three phones on a page, on this machine alone
	$(BIN)/sapa demo

test: .venv/dev.done  ## run all tests, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n 2

faults: .venv/dev.done  ## break everything for SECONDS=60, with SEEDS=20, on both databases, and look what is lost
	$(BIN)/python -m tests.faults --seeds $(or $(SEEDS),20) --seconds $(or $(SECONDS),60) -j 2

check: .venv/dev.done  ## format, lint, types, who imports whom, flows, business.toml and faq.toml
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sapa check

bench: .venv/bench.done  ## measure the product beside the machine's limits, on both databases, in ten minutes
	$(BIN)/python -m benchmarks

texts: .venv/dev.done  ## collect the texts of flows and code into locales/
	$(BABEL) extract -F babel.cfg -k say:1c,2 --project=sapa --no-wrap --add-location=file -o locales/sapa.pot .
	$(BABEL) update -D sapa -d locales -i locales/sapa.pot --no-wrap --no-fuzzy-matching --ignore-pot-creation-date

lock: .venv/dev.done  ## write the lock files anew after a change in pyproject.toml
	$(LOCK) -o requirements.lock pyproject.toml
	$(LOCK) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	$(LOCK) --extra bench -o requirements-bench.lock pyproject.toml

BABEL = $(BIN)/pybabel --quiet
LOCK = PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet

.venv/run.done: requirements.lock pyproject.toml | .venv/bin/pip
	@echo "Installing into .venv; the first time takes a minute."
	$(PIP) --use-pep517 --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.done: requirements-dev.lock .venv/run.done
	$(PIP) --use-pep517 --require-hashes -r requirements-dev.lock
	@touch $@

# Of their own, because what is compared with us may want other versions of what we use.
.venv/bench.done: requirements-bench.lock .venv/dev.done
	$(PYTHON) -m venv .venv/bench
	$(subst .venv/,.venv/bench/,$(PIP)) --use-pep517 --require-hashes -r requirements-bench.lock
	@touch $@

.venv/bin/pip:
	$(PYTHON) -m venv .venv
