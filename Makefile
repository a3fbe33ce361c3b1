# Everything that one does with Onramp. `make` alone lists it.
# Needs make, Python 3.11 or newer with pip, and nothing else; no virtual environment need be active.

PYTHON      ?= python3
SCREENSHOTS ?= .onramp/e2e/screenshots
PACK        ?= fasttrack

TEAMS_PACKAGE ?= onramp.zip
BOT_ID        ?= $(ONRAMP_APP_ID)
DEVELOPER     ?= Onramp

VENV  := .venv
BIN   := $(VENV)/bin
INDEX := .onramp/index

# What an active environment, or a pip set up for the whole machine, must not decide here.
unexport PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run index test bench check e2e teams-package format clean

help: ## Explain what can be made
	@echo "Onramp: the scope and ownership desk of an onboarding programme, in Microsoft Teams."
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "Variables: PYTHON=$(PYTHON) makes $(VENV); SCREENSHOTS=$(SCREENSHOTS) takes the pictures of make e2e."

run: $(VENV)/.installed $(INDEX)/.built ## Install, build the index and serve the bot on 127.0.0.1:3978
	@echo "Talk to the bot that starts now:"
	@echo "  in a Teams emulator (with Node.js):  npx @microsoft/m365agentsplayground@0.2.28 start -c msteams -e http://127.0.0.1:$${ONRAMP_PORT:-3978}/api/messages"
	@echo "  in this terminal, without a server:  $(BIN)/onramp chat"
	@echo "  one question:                        $(BIN)/onramp ask \"Is email migration in scope for 220 seats?\""
	@echo "Ctrl-C stops it."
	@exec env ONRAMP_LOCAL=1 $(BIN)/onramp serve

index: $(INDEX)/.built ## Build the index of the bundled pack into .onramp/index, if it is missing or stale

test: $(VENV)/.installed-dev ## Install and run the tests
	$(BIN)/python -m pytest

bench: $(VENV)/.installed-dev ## Measure ranking and silence on the public sets in ../shared/benchmarks; the first run takes half an hour
	$(BIN)/python -m tests.benchmarks.retrieval

check: $(VENV)/.installed-dev ## Check format, style, types and the directions of import
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

e2e: $(VENV)/.installed $(INDEX)/.built ## Try the bot in a real client, in a browser (Node.js and Chromium)
	$(BIN)/python tests/e2e/run.py --index $(INDEX) --tools .onramp/e2e --screenshots $(SCREENSHOTS)

teams-package: $(VENV)/.installed-dev ## Make and validate the Teams app package: TEAMS_APP_ID=GUID BOT_ID=GUID WEBSITE=URL PRIVACY=URL TERMS=URL
	$(BIN)/python deploy/teams/package.py --app-id "$(TEAMS_APP_ID)" --bot-id "$(BOT_ID)" --developer "$(DEVELOPER)" --pack "$(PACK)" \
	  --website "$(WEBSITE)" --privacy "$(PRIVACY)" --terms "$(TERMS)" --out "$(TEAMS_PACKAGE)"
	$(BIN)/python deploy/teams/validate.py "$(TEAMS_PACKAGE)"

format: $(VENV)/.installed-dev ## Put code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove everything that was made here
	rm -rf $(VENV) .onramp build dist *.egg-info .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find bot indexer knowledge tests -name __pycache__ -prune -exec rm -rf {} +

# --- what the above stands on -------------------------------------------------------------------------------------

FITS := import sys; sys.exit(sys.version_info < (3, 11))
SAYS := import sys; print("Python %d.%d.%d" % sys.version_info[:3])

$(VENV)/.created:
	$(if $(shell $(PYTHON) -c '$(FITS)' 2>/dev/null && echo fits),,$(error \
	Onramp needs Python 3.11 or newer and found $(or $(shell $(PYTHON) -c '$(SAYS)' 2>/dev/null),none) as "$(PYTHON)"; name another: make $(MAKECMDGOALS) PYTHON=python3.11))
	@echo "Making the virtual environment $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 \
	  || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	@touch $@

# The build tool is pinned like all else, so nothing is fetched behind the constraints' back.
PIP_INSTALL := $(BIN)/python -m pip install --constraint constraints.txt

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	@echo "Installing what running needs; the first time this takes some minutes"
	$(PIP_INSTALL) --quiet setuptools
	$(PIP_INSTALL) --no-build-isolation --editable '.[index]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.created pyproject.toml constraints.txt
	@echo "Installing what running and testing need; the first time this takes some minutes"
	$(PIP_INSTALL) --quiet setuptools
	$(PIP_INSTALL) --no-build-isolation --editable '.[dev]'
	@touch $(VENV)/.installed $@

# Pieces that have not changed are not encoded again, so a rebuild is cheap.
$(INDEX)/.built: constraints.txt $(shell find knowledge indexer -name '*.py' -o -name '*.toml' -o -name calibration.json) | $(VENV)/.installed
	@echo "Building the index of the bundled pack"
	$(BIN)/onramp-index build $(PACK) --out $(INDEX)
	@touch $@
