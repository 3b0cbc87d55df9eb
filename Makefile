# Everything needs only Python 3.11 or newer with venv, and make. `make help` lists the commands.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
READY  := build/.ready

.DEFAULT_GOAL := help
.PHONY: help demo example test check bench docs lock format clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

demo: $(READY)  ## the invented county, with a web application to log in to; Ctrl-C stops it
	$(BIN)/tettpaa demo $(ARGS)

example: $(STAMP)  ## the rules on real data: a table here, and a report with pictures
	$(BIN)/tettpaa example examples/hsls09 examples/oulad --out build/example

test: check $(READY)  ## everything that must hold (starts with check)
	$(BIN)/pytest -n auto $(ARGS)

check: $(STAMP)  ## style, types, imports, generated pages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tettpaa.cli.docs --check docs/generated
	$(BIN)/python tools/notices.py --check

bench: $(STAMP)  ## speed, as ratios measured in one run; ONLY=identify for one
	$(BIN)/python -m bench $(ONLY)

docs: $(STAMP)  ## write docs/generated anew from the code
	$(BIN)/python -m tettpaa.cli.docs docs/generated
	$(BIN)/python tools/notices.py
	$(BIN)/tettpaa example examples/hsls09 --out build/docs
	cp build/docs/picture.svg docs/picture.svg

format: $(STAMP)  ## put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock:  ## pin and hash the dependencies anew (needs `uv`)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --group dev -o requirements/dev.txt -q

clean:  ## remove what make made
	rm -rf $(VENV) build

# What the pages need beside Python: the design system's files (by npm, which came with pip) and translations.
$(READY): $(STAMP) frontend/package-lock.json tools/frontend.py $(wildcard src/tettpaa/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python tools/frontend.py
	$(BIN)/python tools/messages.py compile
	@touch $@

# One environment, filled once: a second run finds the stamp newer than the pins and starts at once.
$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tettpå needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python lacks venv. On Debian or Ubuntu: apt-get install python3-venv"; exit 2; }
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@
