# Two commands are all a fresh machine needs: `make demo` and `make test`.
# Every target makes .venv itself, and makes it again when pyproject.toml or constraints.txt is newer.
# Paths are relative, so that a space in the checkout's path does no harm.

SHELL := /bin/sh
.SUFFIXES:
.DEFAULT_GOAL := help

PY := .venv/bin/python
STAMP := .venv/.installed
PAGES := .venv/.pages
SPARK := .venv/.spark
EXTRAS := postgresql,test,lint,docs
# The newest Python that can make a virtual environment; PYTHON=... chooses another.
PYTHONS := $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3)
# A checkout that was moved has an environment that still points to the old place.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
STALE := moved
endif

# Tests and the demo start hundreds of processes: what one has compiled serves the next.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo example test test-engines test-slow test-all coverage pages-check lint \
  format types docs dist wheel-check bench bench-peers clean moved

help:
	@echo "make demo          make the demo shop, run everything on it, say where the site is"
	@echo "make test          the tests (minutes); test-engines, test-slow, test-all for the rest"
	@echo "make pages-check   published pages in headless Chromium: accessible, quiet, printable"
	@echo "make coverage      the tests with branches counted; fails under 90 %"
	@echo "make example       the complete_journey example: real data, real campaigns"
	@echo "make docs          the documentation as a site, in site-docs/"
	@echo "make dist          wheel and source archive, in dist/"
	@echo "make wheel-check   the wheel in an empty environment: sizes, init, check, demo"
	@echo "make bench         time and memory beside SQL written by hand, as ratios"
	@echo "make bench-peers   the same question asked of other libraries, each in its own environment"
	@echo "make lint types    ruff, import-linter, mypy --strict"
	@echo "make format clean  format the code; remove what was made here"

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt $(STALE)
	@python=; for candidate in $(PYTHONS); do \
	  if "$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	    >/dev/null 2>&1; then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "stagelift needs Python 3.11 or newer that can make a virtual environment" \
	    "(found: $$(python3 --version 2>/dev/null || echo no python3))." >&2; \
	  echo "Install one (Debian, Ubuntu: apt install python3 python3-venv) or name it:" \
	    "make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
	  exit 2; \
	fi; \
	if ! $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	  echo "Making .venv with $$("$$python" --version)"; \
	  rm -rf .venv && "$$python" -m venv .venv; \
	fi
	@echo "Installing what stagelift needs into .venv (the first time takes a minute or two)"
	@$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[$(EXTRAS)]"
	@pwd -P > $(STAMP)

moved:

demo: $(STAMP)
	@$(PY) -m stagelift demo

example: $(STAMP)
	@$(PY) examples/complete_journey/prepare.py
	@$(PY) -m stagelift -C examples/complete_journey check
	@$(PY) -m stagelift -C examples/complete_journey kpi --period 2017-11 --by campaign_type
	@$(PY) -m stagelift -C examples/complete_journey silence --horizon "28 days" --at-most 50%
	@$(PY) -m stagelift -C examples/complete_journey report run weekly
	@$(PY) -m stagelift -C examples/complete_journey report run monthly
	@echo "Site: examples/complete_journey/site/index.html"

test: $(STAMP)
	@$(PY) -m pytest -m "not slow and not engine and not browser" -n 2 --dist loadfile $(ARGS)

# A server on loopback and a Spark on this machine, both started and ended by the tests.
test-engines: $(SPARK)
	@$(PY) -m pytest -m engine -n 2 --dist loadfile $(ARGS)

test-slow: $(PAGES)
	@$(PY) -m pytest -m "slow and not engine and not wheel" -n 2 --dist loadfile $(ARGS)

coverage: $(STAMP)
	@$(PY) -m pytest -m "not slow and not browser" --cov \
	  --cov-report=term:skip-covered --cov-fail-under=90 $(ARGS)

# The browser itself is the system's own (Debian: apt install chromium fonts-nanum).
pages-check: $(PAGES)
	@$(PY) -m pytest -m "browser and not slow" -rs tests $(ARGS)

# Without a network the tests say themselves what is missing.
$(PAGES): $(STAMP)
	@if $(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[pages]"; \
	then touch $(PAGES); else echo "The extra 'pages' could not be installed" >&2; fi

# Half a gigabyte to fetch, the first time alone; Java is the system's own (openjdk-17-jre-headless).
$(SPARK): $(STAMP)
	@if [ -z "$$STAGELIFT_NO_SPARK" ]; then \
	  echo "Installing the extra 'spark' (half a gigabyte the first time)"; \
	  $(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[spark]" && \
	  touch $(SPARK); \
	fi

# Minutes, and half a gigabyte of made-up data; a quick look: make bench ARGS="--events 1e6 --runs 3".
bench: $(STAMP)
	@$(PY) -m benchmarks $(ARGS)

# Installs the libraries into a folder of their own, under ~/.cache: the first run needs a network.
bench-peers: $(STAMP)
	@$(PY) -m benchmarks.peers $(ARGS)

docs: $(STAMP)
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --quiet --strict --site-dir site-docs
	@echo "Site: site-docs/index.html; with its search: $(PY) -m http.server -d site-docs"

dist: $(STAMP)
	@rm -rf dist
	@$(PY) -m build --no-isolation --outdir dist . >/dev/null
	@ls -l dist

wheel-check: $(STAMP)
	@$(PY) -m pytest -m wheel tests/distributions $(ARGS)

test-all: $(STAMP)
	@$(PY) -m pytest $(ARGS)

lint: $(STAMP)
	@$(PY) -m ruff check --no-cache .
	@$(PY) -m ruff format --check .
	@.venv/bin/lint-imports

format: $(STAMP)
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

types: $(STAMP)
	@$(PY) -m mypy
	@MYPYPATH=docs/hooks $(PY) -m mypy docs/hooks

# What the demo and the example wrote goes too; a workspace with data of its own keeps them.
clean:
	@rm -rf .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@rm -rf build dist site-docs examples/*/data examples/*/site examples/*/.stagelift
	@find src tests examples -name __pycache__ -type d -prune -exec rm -rf {} +
	@if [ -e data/truth.json ]; then rm -rf data out site .stagelift; fi
