# Everything a contributor or a stranger runs. Needs Python 3.11 or newer, git and make; the rest is set up in .venv.

.DEFAULT_GOAL := help
.PHONY: help demo test test-deep cover test-all lint docs bench messages clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
SOURCES := $(wildcard negotiation tests examples benchmarks)

# Compiled bytecode makes every start three times as fast: an inherited "do not write it" is overruled.
export PYTHONDONTWRITEBYTECODE :=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## Negotiate the bundled talks of early 2022, score and explain them; writes into out/
	@$(BIN)/python examples/demo.py

test: $(STAMP) ## Quick suite: unit, property (small profile), docs and examples
	$(BIN)/python -m pytest -n auto --dist worksteal

test-deep: $(STAMP) ## What takes longer: a larger property profile, heavy tests, the wheel, the browser
	NEGOTIATION_HYPOTHESIS=$${NEGOTIATION_HYPOTHESIS:-ci} $(BIN)/python -m pytest -n auto --dist worksteal -m 'not wheel' tests/property
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'heavy or wheel' --ignore tests/property -rs --durations=10

cover: $(STAMP) ## Quick suite with branch coverage
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered

test-all: cover test-deep ## Everything

lint: $(STAMP) ## Style, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy $(SOURCES)

docs: $(STAMP) ## Run all that the pages show, check links, then build them into site/
	$(BIN)/python -m pytest -m 'not wheel' tests/docs
	$(BIN)/python -m sphinx -q -W --keep-going -d build/doctrees docs site
	@echo "Built site/index.html"

bench: $(STAMP) ## Measure side by side with peers: one JSON line per figure
	$(BIN)/python benchmarks/run.py

messages: $(STAMP) ## Collect the messages of the code, update and compile their translations
	PYTHONPATH=. $(BIN)/pybabel -q extract -F babel.cfg --no-wrap --sort-output --add-location=file --omit-header -o negotiation/text/locales/negotiation.pot .
	$(BIN)/pybabel -q update -D negotiation -i negotiation/text/locales/negotiation.pot -d negotiation/text/locales --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -D negotiation -d negotiation/text/locales

clean: ## Remove what was built, written and cached; .venv stays
	rm -rf build dist out site htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find negotiation tests examples benchmarks docs -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# Set up once; again only when what it depends on changes. Nothing here asks the network for what is already there.
$(STAMP): pyproject.toml requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is not. Name another: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up $(VENV): needed once, takes about a minute, fetches packages."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq -r requirements-dev.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@
