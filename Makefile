# Two commands are all that a newcomer needs: `make run` and `make test`. Each sets up what it needs by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := examples/web-1

.PHONY: run test check format unit bench record clean help

run: $(VENV)/installed  ## install, then scan the recording that ships with the project
	@$(BIN)/vedette scan $(EXAMPLE)/nginx $(EXAMPLE)/aiohttp $(EXAMPLE)/auth.log $(EXAMPLE)/capture.pcap.gz \
	  --intel $(EXAMPLE)/intel --assets $(EXAMPLE)/inventory.json --advisories $(EXAMPLE)/advisories

test: check unit  ## every check and every test

check: $(VENV)/installed-dev  ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy docs
	$(BIN)/lint-imports

unit: $(VENV)/installed-dev  ## every test
	$(BIN)/pytest -n auto

format: $(VENV)/installed-dev  ## mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-bench  ## measure, beside other tools; writes benchmarks/README.md
	$(BIN)/python benchmarks/generate.py
	$(BIN)/python benchmarks/scan.py

record:  ## record the shipped example again (as root, with nginx, sshd, tcpdump and node)
	$(MAKE) -C lab

clean:  ## remove what these commands made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

$(VENV)/bin/pip:
	@.ci/make-venv $(PYTHON) $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/pip
	@$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(VENV)/installed
	@$(BIN)/pip install --quiet --editable . --group dev
	@touch $@

$(VENV)/installed-bench: pyproject.toml | $(VENV)/installed-dev
	@$(BIN)/pip install --quiet --group bench
	@touch $@
