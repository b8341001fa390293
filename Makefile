# Caddie: `make demo` tries everything, `make up` runs it. Needs Python 3.11 or later, and its venv and pip.

.DEFAULT_GOAL := help
.PHONY: help setup demo test up bench lock clean
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/made-from
LOG := .setup.log
PIP := $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 15

# The stamp says what the environment was made from, and where: a folder that moved needs a new one.
setup: ## make the virtual environment from the lock, unless it is there
	@made_from=$$({ cat requirements.lock pyproject.toml; $(PYTHON) -VV; pwd; } | sha256sum); \
	if [ "$$(cat $(STAMP) 2>/dev/null)" = "$$made_from" ]; then exit 0; fi; \
	printf 'setting up %s from requirements.lock, once (log: %s) ... ' $(VENV) $(LOG) >&2; \
	began=$$(date +%s); unset PYTHONDONTWRITEBYTECODE; \
	if { $(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or later is needed"' && \
	     $(PYTHON) -m venv $(VENV) && \
	     $(PIP) --require-hashes --no-deps --no-compile -r requirements.lock && \
	     $(PIP) --no-deps --no-build-isolation --no-compile -e . && \
	     { $(BIN)/python -m compileall -q -j 0 $(VENV)/lib flows tasks deployments || true; }; } > $(LOG) 2>&1; \
	then echo "$$made_from" > $(STAMP); echo "done in $$(($$(date +%s) - began)) s" >&2; \
	else echo failed >&2; tail -n 30 $(LOG) >&2; exit 1; fi

demo: setup ## try every workflow on a stack of its own, and check what comes of it
	@$(BIN)/caddie demo

test: setup ## lint, types, import rules and tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

up: setup ## run the stack until Ctrl-C
	@exec $(BIN)/caddie up

bench: setup ## measure the door and a run's start, each beside Prefect's own
	@for figures in tests/benchmarks/*.py; do $(BIN)/python -m tests.benchmarks.$$(basename $$figures .py) || exit; done

lock: ## write requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --all-extras --no-header --output-file requirements.lock

clean: ## remove the virtual environment and what tools left; the stack's state in .caddie stays
	rm -rf $(VENV) $(LOG) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find flows tasks deployments tests -name __pycache__ -type d -prune -exec rm -rf {} +
