# One machine, one command.  Needs Python >= 3.11 (with venv) and make; PYTHON=python3.12 picks another.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8080
AUDIT := build/audit
READY := $(VENV)/ready
READY_DEV := $(VENV)/ready-dev

.PHONY: install demo play test check audit coverage format system clean

install: $(READY)

demo: $(READY)
	$(BIN)/tidtam demo --port $(PORT)

play: $(READY)
	$(BIN)/tidtam demo --play

test: system check audit

check: $(READY_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

# Known holes in libraries, and their list for whoever must keep one; tools in a place of their own.
audit: $(READY_DEV)
	@test -x $(AUDIT)/bin/pip-audit || ($(PYTHON) -m venv $(AUDIT) \
		&& $(AUDIT)/bin/pip install --quiet "pip-audit>=2.9,<3" "cyclonedx-bom>=7,<8")
	@$(AUDIT)/bin/python scripts/audit.py

coverage: $(READY_DEV)
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

format: $(READY_DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Chromium for the page, LibreOffice and poppler for the papers, systemd and Caddy to check what
# is in deploy/: tests only, the bot needs none.
system:
	@$(PYTHON) tests/system.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --only-binary typst,pikepdf --editable ".[pdf]" \
		|| $(BIN)/pip install --quiet --editable .  # no typesetter for this system: no PDF
	touch $@

$(READY_DEV): $(READY)
	$(BIN)/pip install --quiet --group dev
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .coverage demo-output
