# `make` lists what there is. Needs Python 3.11 or newer and make, nothing else. Settings: the README's table.
PYTHON ?= python3
VENV := .venv/bin/python
PIP := $(VENV) -m pip --disable-pip-version-check --require-virtualenv install --require-hashes
# A data folder that is gone after the recipe: for checks that must not touch the site's own data.
SCRATCH := data="$$(mktemp -d)" && trap 'rm -rf "$$data"' EXIT && DATA_DIR="$$data"
.DEFAULT_GOAL := help
.PHONY: help run test bench audit checkers lint format lock migrations clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s%s\n", $$1, $$2}' Makefile

run: .venv/site ## Start the site with its demo content, until Ctrl-C
	@exec $(VENV) manage.py serve --demo

test: .venv/dev ## Run all tests, on SQLite and on PostgreSQL; ARGS="…" goes to pytest
	@exec $(VENV) -m tests $(ARGS)

bench: .venv/dev ## Measure speed with 20, 1,000 and 20,000 articles (SIZES=…, DATABASE_URL=…), for docs/performance.md
	@exec $(VENV) -m tests.bench

audit: .venv/dev checkers ## Measure the running demo site (URL=…, RUNS=5) with Lighthouse, axe and the Nu checker
	@RUNS="$(RUNS)" $(VENV) -m tests.audit "$(or $(URL),http://localhost:$(or $(PORT),8000))"

lint: .venv/dev ## Check style, templates, settings and migrations
	$(VENV) -m ruff check
	$(VENV) -m ruff format --check
	@find . -path ./.venv -prune -o -path ./var -prune -o -name '*.html' -print0 | xargs -0 .venv/bin/djhtml --check --tabwidth 2
	@$(SCRATCH) $(VENV) -W error::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(SCRATCH) SITE_URL=https://www.example.org $(VENV) manage.py check --deploy --fail-level WARNING

format: .venv/dev ## Put code and templates in shape
	$(VENV) -m ruff check --fix
	$(VENV) -m ruff format
	@find . -path ./.venv -prune -o -path ./var -prune -o -name '*.html' -print0 | xargs -0 .venv/bin/djhtml --tabwidth 2

migrations: .venv/site ## Write the migrations that changed models need (rename them before you commit)
	@$(SCRATCH) $(VENV) manage.py makemigrations

lock: .venv/dev ## Pin what requirements*.in name, with hashes
	@for name in requirements requirements-dev; do \
	  UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $$name.in -o $$name.txt || exit; \
	done

clean: ## Remove the virtual environment and caches; the site's data in var/ stays
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# --- The virtual environment: made once, filled again when the pinned versions change ---

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Galley needs Python 3.11 or newer: name one with PYTHON=python3.12 make run" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv module is missing. On Debian: apt install python3-venv" >&2; exit 1; }
	@echo "Making the virtual environment .venv …"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/site: requirements.txt | .venv/python
	@echo "Installing what the site runs on (some 60 MB, a minute or two) …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/python
	@echo "Installing what tests and checks need (some 200 MB, a few minutes) …"
	@$(PIP) -r requirements-dev.txt
	@touch .venv/site $@

checkers: .venv/audit/node_modules/.package-lock.json ## Install Lighthouse and the HTML checker (needs npm)

.venv/audit/node_modules/.package-lock.json: tests/audit/package.json tests/audit/package-lock.json | .venv/python
	@mkdir -p .venv/audit && cp $^ .venv/audit
	@npm ci --prefix .venv/audit --ignore-scripts --no-audit --no-fund
	@touch $@
