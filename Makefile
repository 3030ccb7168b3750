# One environment in .venv/, made when first needed and again only when the lock or the package changes.
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
PYTHON ?= python
else
BIN := .venv/bin
PYTHON ?= python3
endif
PY := $(BIN)/python
# For reading, and for the tests, which need more.
READY := .venv/.ready-notebooks
READY_TO_TEST := .venv/.ready-test
UV := $(shell command -v uv 2>/dev/null)
export PYTHONHASHSEED := 0
# What notebooks rest on, and what their site is made of: when any of it is newer than what was made, it is made again.
# Of a folder, that is when a file comes or goes.
FOLDERS := seeds data examples tests/gold src/helpers/lexicons
INPUTS := $(FOLDERS) $(wildcard $(FOLDERS:=/*) src/helpers/*.py src/helpers/*/*.*) notebooks/findings.toml \
    publish/execute.py $(READY)
PAGES := $(wildcard publish/*.py publish/pages/* publish/_static/* publish/_templates/* publish/_templates/*/*) \
    README.md LICENSE CITATION.cff environment.yml
MADE := publish/_build/made
EXECUTED := $(patsubst notebooks/%.ipynb,$(MADE)/%,$(wildcard notebooks/[0-9][0-9]_*.ipynb))
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

.PHONY: help notebooks test lab readouts findings format lock clean

help:
	@echo "make notebooks  run the notebooks that changed, and render the site"
	@echo "make notebooks CORPUS=my_texts VOICES=a,b OUT=my_site   a report on texts of your own"
	@echo "               COLUMNS=body=text,date=published   a table's columns and ours; also VOICES_FILE=, SAMPLE="
	@echo "make test       check the style and run the tests"
	@echo "make lab        open JupyterLab on the notebooks; PORT=8889, OPTIONS=... for JupyterLab's own options"
	@echo "make readouts   fetch the official readouts into readouts/ (needs a network)"
	@echo "make findings   write the findings from notebooks/findings.toml into README.md and the notebooks"
	@echo "make format     format the code"
	@echo "make lock       fix all versions anew in requirements.lock (needs uv)"
	@echo "make clean      remove what was rendered; the environment stays"

# Texts of one's own: make notebooks CORPUS=PATH VOICES=a,b OUT=DIR [VOICES_FILE=FILE] [COLUMNS=body=text,...]
# [SAMPLE=TEXTS]: of more texts the report shows so many, drawn by whole calls, and counts over all
# From the command alone: COLUMNS, PORT and the like are often set in the environment, for other programs.
given = $(if $(filter command,$(origin $1)),$($1))
OWN := $(foreach name,CORPUS VOICES OUT VOICES_FILE COLUMNS SAMPLE,$(if $(call given,$(name)),"$(name)=$(call given,$(name))"))
ifneq ($(strip $(OWN)),)
notebooks: $(READY)
	@$(PY) -m publish.report $(OWN)
else
notebooks: $(READY)
	@$(MAKE) --no-print-directory --silent --keep-going --jobs=$(CORES) $(MADE)/site
	@echo "Open publish/_build/html/index.html in a browser."
endif

$(MADE)/site: $(EXECUTED) $(PAGES)
	@echo "Rendering the site"
	@$(PY) -m publish.render
	@touch $@

# The stamp is touched after the notebook was written, and only if all went well.
$(MADE)/%: notebooks/%.ipynb $(INPUTS)
	@mkdir -p $(MADE)
	@$(PY) -m publish.execute $<
	@touch $@

# Two workers with two numerical threads each would wait for one another.
test: export OMP_NUM_THREADS := 1
test: $(READY_TO_TEST)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/oxlint --quiet -D correctness -D suspicious -D perf --ignore-pattern '**/vendor/**' src publish/_static
	@$(BIN)/pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder

ROOTED := $(if $(filter 0,$(shell id -u 2>/dev/null)),--allow-root)
lab: $(READY)
	@$(BIN)/jupyter lab --notebook-dir=notebooks --LabApp.news_url=None \
	    --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(ROOTED) \
	    $(if $(call given,PORT),--port=$(PORT)) $(call given,OPTIONS)

readouts: $(READY)
	@$(PY) -m helpers.readouts fetch readouts --data data

findings: $(READY)
	@$(PY) -m helpers.findings README.md notebooks/*.ipynb

format: $(READY_TO_TEST)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock:
	uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --all-extras \
	    --no-header --no-annotate --no-emit-package one-call-two-readouts pyproject.toml --output-file requirements.lock

clean:
	rm -rf publish/_build .pytest_cache .ruff_cache .hypothesis

# A stamp is touched last, so an interrupted set-up starts again. With more than one -q pip says errors only.
.venv/.ready-%: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "This project needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@echo "Setting up .venv for $* (once; a few minutes without a package cache)"
ifneq ($(UV),)
	@test -x $(PY) || uv venv --quiet --python $(PYTHON) .venv
	@uv pip install --quiet --python $(PY) --constraint requirements.lock flit_core
	@uv pip install --quiet --python $(PY) --constraint requirements.lock --no-build-isolation -e .[$*]
else
	@test -x $(PY) || $(PYTHON) -m venv .venv || \
	    { echo "No venv module: on Debian or Ubuntu, apt install python3-venv, then make again."; rm -rf .venv; exit 1; }
	@$(PY) -m pip install -qq --disable-pip-version-check --constraint requirements.lock flit_core
	@$(PY) -m pip install -qq --disable-pip-version-check --constraint requirements.lock --no-build-isolation -e .[$*]
endif
	@touch $@
