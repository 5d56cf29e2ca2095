# Two commands are all one needs: `make run` and `make test`.
# Everything is installed into .venv; nothing else on the machine is touched,
# except that `make test` installs Chromium where it is missing and may.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
INDEX  ?= tracuu-index
CORPUS ?= corpus
PORT   ?= 8000
OPENSEARCH_PORT ?= 9200

.DEFAULT_GOAL := help
.PHONY: help install run test cluster cluster-stop test-cluster lint audit messages rules screenshots clean

help: ## show this list
	@echo "make TARGET, with PORT=$(PORT) OPENSEARCH_PORT=$(OPENSEARCH_PORT) CORPUS=$(CORPUS) INDEX=$(INDEX) PYTHON=$(PYTHON) unless given:"
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(VENV)/.installed ## create .venv with the command .venv/bin/tracuu

$(VENV)/.installed: setup.cfg pyproject.toml .ci/constraints.txt $(wildcard search/embedded/kernels/loops/*) search/snippets/kernels/kernels.c
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tra Cứu needs Python 3.11 or later, found $$($(PYTHON) --version); name one with make PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check \
	  --constraint .ci/constraints.txt --editable '.[documents,opensearch]'
	@command -v cc >/dev/null || command -v clang >/dev/null || $(BIN)/python -m pip install -qq \
	  --disable-pip-version-check --constraint .ci/constraints.txt '.[native]' || true
	$(BIN)/python search/embedded/kernels/build.py
	$(BIN)/python search/snippets/kernels/build.py
	@touch $@

run: install ## index corpus/ and serve it at http://127.0.0.1:8000
	$(BIN)/tracuu reindex $(CORPUS) --index $(INDEX)
	$(BIN)/tracuu serve --index $(INDEX) --port $(PORT)

test: $(VENV)/.test-installed lint ## install what the tests need and run them all
	.ci/install-chromium
	@# Two processes take half the time; tests of one file stay in one process.
	$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadscope

cluster: $(VENV)/.test-installed ## start three OpenSearch nodes at ports 9200 to 9202 (needs a JDK of 21 or later)
	.ci/install-maven
	$(BIN)/python -m tests.cluster start --quick --http $(OPENSEARCH_PORT)

cluster-stop: $(VENV)/.test-installed ## end those nodes; their data stays
	$(BIN)/python -m tests.cluster stop --http $(OPENSEARCH_PORT)

test-cluster: $(VENV)/.test-installed ## run tests/conformance.txt on OpenSearch nodes, started where none run
	.ci/install-maven
	$(BIN)/python -m tests.cluster test --http $(OPENSEARCH_PORT)

$(VENV)/.test-installed: $(VENV)/.installed
	$(BIN)/python -m pip install -qq --disable-pip-version-check \
	  --constraint .ci/constraints.txt --editable '.[documents,opensearch,distributed,test]'
	@# Of this package only axe-core itself is wanted, not the browser it brings.
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps \
	  --constraint .ci/constraints.txt axe-playwright-python
	@touch $@

lint: $(VENV)/.test-installed ## check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

audit: $(VENV)/.audit-installed ## look the pinned packages up among known vulnerabilities
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python .ci/audit.py

$(VENV)/.audit-installed: $(VENV)/.installed
	$(BIN)/python -m pip install -qq --disable-pip-version-check \
	  --constraint .ci/constraints.txt --editable '.[documents,opensearch,distributed,audit]'
	@touch $@

messages: $(VENV)/.test-installed ## bring the message catalogue up to date with the sources
	$(BIN)/pybabel -q extract -F web/babel.cfg -k N_ -k NN_:1,2 --add-location=file --sort-by-file \
	  --project "Tra Cuu" -w 88 -o $(VENV)/messages.pot index search web tracuu
	$(BIN)/pybabel -q update --ignore-pot-creation-date --ignore-obsolete \
	  --no-fuzzy-matching --init-missing -w 88 -i $(VENV)/messages.pot -d web/translations -l vi
	$(BIN)/pybabel -q compile -d web/translations

rules: $(VENV)/.test-installed ## write the tables of rules in docs/extraction.md anew
	$(BIN)/python docs/rules.py

screenshots: $(VENV)/.test-installed ## take the pictures in docs/images
	PYTHONPATH=. $(BIN)/python docs/images/take.py

clean: ## remove what the other targets made
	rm -rf search/embedded/kernels/kernels.so search/snippets/kernels/kernels.so $(VENV) $(INDEX) .pytest_cache .ruff_cache .hypothesis *.egg-info
