# make run    the application            make test      every quick test
# make bench  ratios against peers       make test-all  the slow ones too
# make lint   ruff, mypy, import rules   make tour      every panel as a picture, into tour/

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
ARGS   ?=
# Tests of one file stay in one process; more than four would want too much memory.
SPREAD ?= -n auto --maxprocesses 4 --dist loadfile

.DEFAULT_GOAL := run
.PHONY: run tour test test-all bench lint format qt-libraries test-libraries clean

run: $(VENV)/.installed qt-libraries
	$(BIN)/python main.py $(ARGS)

tour: $(VENV)/.installed
	$(BIN)/python main.py --tour tour/

test: $(VENV)/.installed-dev test-libraries
	$(BIN)/python -m pytest $(SPREAD) $(ARGS)

test-all: $(VENV)/.installed-dev test-libraries
	$(BIN)/python -m pytest $(SPREAD) -m "slow or not slow" $(ARGS)

bench: $(VENV)/.installed-dev test-libraries
	$(BIN)/python -m tests.benchmarks $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A stamp is newer than pyproject.toml once its packages are in: the next run starts at once.
$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ConvNet Explorer needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed

qt-libraries: | $(BIN)/python
	@$(BIN)/python explorer/app/qt_libraries.py --install

test-libraries: | $(BIN)/python
	@$(BIN)/python explorer/app/qt_libraries.py --install --tests

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache tour out
