# Everything is done by make; `make help` lists it. Python 3.11 or newer and make are all it needs.
.DEFAULT_GOAL := help
# -e and pipefail are said here: make 3.81, which macOS has, ignores .SHELLFLAGS.
SHELL := /bin/bash -o errexit -o pipefail
.DELETE_ON_ERROR:

py := .venv/bin/python
ready := .venv/.stamp
# Matplotlib keeps its list of fonts here and not in the home folder.
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib

# With CI=1 a test run also checks style and types, and has a browser rather than skipping.
ci := $(filter 1 true,$(CI))
first := $(if $(ci),lint $(if $(wildcard tests/browser),browser))

$(ready): requirements.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh
	@touch $@

.PHONY: help setup run test lint format browser engine bench lock clean distclean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(ready)  ## make .venv with every package of requirements.lock (PYTHON=… names another Python)

run: $(ready)  ## the main job: compare ways of keeping alliances, and write the report
	@.venv/bin/alliances run configs/quickstart.toml

test: $(ready) $(first)  ## all tests (ARGS="-k trust" chooses; CI=1 adds lint and the browser)
	@$(py) -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(ready)  ## format, style and types, changing nothing
	@$(py) -m ruff format --check .
	@$(py) -m ruff check .
	@$(py) -m mypy

format: $(ready)  ## put the source into the one format, and mend what can be mended safely
	@$(py) -m ruff check --fix-only .
	@$(py) -m ruff format .

browser:  ## install Debian's Chromium for the browser tests, unless there is one
	@command -v chromium >/dev/null || { \
	    sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	    $$sudo apt-get update -qq && \
	    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

engine: $(ready)  ## build the engine's files anew, after a change to the rules: half a minute
	@$(py) -m scripts.build_engine

bench: $(ready)  ## speed and memory of the model on this machine (ARGS="--out DIR" draws the figure)
	@.venv/bin/alliances bench $(ARGS)

lock: $(ready)  ## choose the newest versions again and write them with their hashes
	@rm -f uv.lock
	@.venv/bin/uv lock --quiet --python $(py)
	@.venv/bin/uv export --quiet --no-header --no-emit-project --all-extras --output-file requirements.lock
	@! grep -n 'http' requirements.lock

clean:  ## remove caches and results; .venv stays
	@rm -rf .cache .numba_cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov dist build
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	@find results -mindepth 1 -maxdepth 1 ! -name README.md ! -name reference -exec rm -rf {} +

distclean: clean  ## clean, and remove .venv
	@rm -rf .venv
