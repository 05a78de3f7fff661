# Commands for people who work with the service; `make help` lists them.

VENV := .venv
TEST_VENV := .venv-test
WHEELS := build/dist
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test neo4j check format bench peers lock sdl clean wheel
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## import sample data and serve it on HOST (127.0.0.1) and PORT (8000)
	@$(VENV)/bin/graph-service demo

test: wheel ## build the wheel and run all tests against it (PYTEST_ARGS="-k name"; THOROUGH=1 tries more at random)
	@tools/run_tests $(TEST_VENV)/bin/python $(PYTEST_ARGS)

neo4j: ## start a Neo4j to play with on BOLT_PORT (7687) until Ctrl-C; its data stay in var/neo4j
	@python=$$(tools/find_python) && \
	    exec $$python tools/neo4j/serve.py --port $${BOLT_PORT:-7687} --home var/neo4j

check: $(TEST_VENV)/.tools ## style, types, import arrows, docstrings
	$(TEST_VENV)/bin/ruff check .
	$(TEST_VENV)/bin/ruff format --check .
	$(TEST_VENV)/bin/mypy
	$(TEST_VENV)/bin/lint-imports
	$(TEST_VENV)/bin/interrogate --quiet schema loaders analytics graph_service

format: $(TEST_VENV)/.tools ## put the code into the house's form
	$(TEST_VENV)/bin/ruff check --fix .
	$(TEST_VENV)/bin/ruff format .

bench: wheel ## measure import, start and queries beside plain code; takes minutes
	@$(TEST_VENV)/bin/python benchmarks/run.py

peers: wheel ## compare the GraphQL server with others (installs them; needs npm)
	@$(TEST_VENV)/bin/python -m benchmarks.graphql

sdl: $(VENV)/.installed ## write the API's schema into schema/schema.graphql
	@$(VENV)/bin/graph-service export-schema --out schema/schema.graphql

dictionary: $(VENV)/.installed ## write the data dictionary into docs/data-dictionary.md
	@$(VENV)/bin/graph-service --pack wenzhou-2021 export-dictionary --out docs/data-dictionary.md

lock: $(TEST_VENV)/.tools ## pin the newest allowed versions of everything again
	@$(TEST_VENV)/bin/python -m pip install --quiet uv
	@tools/lock $(TEST_VENV)/bin/uv

clean: ## remove what the other commands made, except the data in var/
	rm -rf $(VENV) $(TEST_VENV) build

wheel: $(TEST_VENV)/.tools
	@rm -rf $(WHEELS)
	@$(TEST_VENV)/bin/python -m build --wheel --no-isolation --outdir $(WHEELS) . > build/wheel.log 2>&1 \
	    || { cat build/wheel.log; exit 1; }
	@$(TEST_VENV)/bin/python -m pip install --quiet --no-deps --force-reinstall $(WHEELS)/*.whl

# Stamps: what they stand for is made again only when the files behind them change.

$(VENV)/.installed: requirements.lock pyproject.toml
	@python=$$(tools/find_python) && echo "Installing into $(VENV) with $$python ..." && \
	    $$python -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
	    --require-hashes --requirement requirements.lock
	@# The analytics are compiled beside what follows; a server that comes first waits for nothing.
	@mkdir -p build && ($(VENV)/bin/python -m graph_service warm > build/warm.log 2>&1 &)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
	    --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST_VENV)/.tools: requirements-dev.lock
	@python=$$(tools/find_python) && echo "Installing into $(TEST_VENV) with $$python ..." && \
	    $$python -m venv $(TEST_VENV)
	@$(TEST_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
	    --require-hashes --requirement requirements-dev.lock
	@mkdir -p build
	@touch $@
