# One environment in .venv/, made when first needed and again only when the lock or the package changes.
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
PYTHON ?= python
else
BIN := .venv/bin
PYTHON ?= python3
endif
PY := $(BIN)/python
READY := .venv/.ready
UV := $(shell command -v uv 2>/dev/null)
export PYTHONHASHSEED := 0

.PHONY: help notebooks new test lab readouts findings format lock clean

help:
	@echo "make notebooks  run the notebooks that changed, and render the site"
	@echo "make notebooks CORPUS=my_texts VOICES=a,b OUT=my_site   a report on texts of your own"
	@echo "               COLUMNS=body=text,date=published   a table's columns and ours; also VOICES_FILE=, SAMPLE="
	@echo "make new NAME=my_question   write a notebook of your own from a template"
	@echo "make test       check the style and run the tests"
	@echo "make lab        open JupyterLab on the notebooks"
	@echo "make readouts   fetch the official readouts into readouts/ (needs a network)"
	@echo "make findings   write the findings from notebooks/findings.toml into README.md and the notebooks"
	@echo "make format     format the code"
	@echo "make lock       fix all versions anew in requirements.lock (needs uv)"
	@echo "make clean      remove what was rendered; the environment stays"

# Texts of one's own: make notebooks CORPUS=PATH VOICES=a,b OUT=DIR [VOICES_FILE=FILE] [COLUMNS=body=text,...]
# [SAMPLE=TEXTS]: of more texts the report shows so many, drawn by whole calls, and counts over all
# From the command alone: COLUMNS, NAME and the like are often set in the environment, for other programs.
given = $(if $(filter command,$(origin $1)),$($1))
option = $(if $(call given,$1),$2 "$(call given,$1)")
OPTIONS = $(call option,CORPUS,--corpus) $(call option,VOICES,--voices) $(call option,OUT,--out) \
    $(call option,VOICES_FILE,--voices-file) $(call option,COLUMNS,--columns) $(call option,SAMPLE,--sample)
notebooks: $(READY)
	@$(PY) -m publish.build $(OPTIONS)

test: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/oxlint --quiet -D correctness -D suspicious -D perf --ignore-pattern '**/vendor/**' src publish/_static
	@$(BIN)/pytest

new: $(READY)
	@$(PY) -m publish.new "$(call given,NAME)"

lab: $(READY)
	@$(BIN)/jupyter lab --notebook-dir=notebooks --LabApp.news_url=None \
	    --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

readouts: $(READY)
	@$(PY) -m helpers.readouts fetch readouts --data data

findings: $(READY)
	@$(PY) -m helpers.findings README.md notebooks/*.ipynb

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock:
	uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --all-extras \
	    --no-header --no-annotate pyproject.toml --output-file requirements.lock

clean:
	rm -rf publish/_build .pytest_cache .ruff_cache .hypothesis

# The stamp is touched last, so an interrupted set-up starts again.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "This project needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@echo "Setting up .venv (once; a few minutes without a package cache)"
ifneq ($(UV),)
	@test -x $(PY) || uv venv --quiet --python $(PYTHON) .venv
	@uv pip install --quiet --python $(PY) -r requirements.lock
	@uv pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
else
	@test -x $(PY) || $(PYTHON) -m venv .venv || \
	    { echo "No venv module: on Debian or Ubuntu, apt install python3-venv, then make again."; rm -rf .venv; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $(READY)
