# Injyana's commands. Each installs what it needs first; with nothing missing that takes a fraction of a second.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv/bin
INJYANA := $(VENV)/injyana
ARGS ?=

# TLS=1: everything over TLS, with certificates of a local authority.
ifeq ($(TLS),1)
export INJYANA_TLS = 1
endif

# What Python compiled is kept, whatever the environment says: starting is several times faster with it.
export PYTHONDONTWRITEBYTECODE =
LOCK := --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe

.PHONY: help
help: ## Say what can be made
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install what is missing: Debian packages, Python packages, the servers' jars
	@infra/setup/setup.sh

.PHONY: run
run: setup ## Start everything, play the demonstration, show live figures until Ctrl-C (TLS=1: over TLS)
	@$(INJYANA) demo --keep

.PHONY: demo
demo: setup ## Play the demonstration, account for every play by id, exit 0 or 1 (CHAOS=1: kill each process once)
	@$(INJYANA) demo $(if $(filter 1,$(CHAOS)),--chaos)

.PHONY: up
up: setup ## Start everything and leave it running
	@$(INJYANA) up

.PHONY: down
down: setup ## Stop everything; the data stay
	@$(INJYANA) down

.PHONY: reset
reset: setup ## Stop everything and remove all data (asks; ARGS=--yes does not)
	@$(INJYANA) reset $(ARGS)

.PHONY: status
status: setup ## Show what runs and what is ready
	@$(INJYANA) status

.PHONY: logs
logs: setup ## Follow the logs (NAME=fraud: of one server or process)
	@$(INJYANA) logs $(NAME) --follow

.PHONY: test
test: setup ## Run all tests against real servers of their own (ARGS="tests/unit -x": some of them)
	@$(VENV)/$(if $(ARGS),pytest $(ARGS),python -m tests.side_by_side)

.PHONY: faults
faults: setup ## Break everything there is to break, one thing at a time, under load, and account for every play (SEED=n)
	@FAULT_SEED=$(SEED) $(VENV)/pytest tests/faults -m "" $(ARGS)

.PHONY: soak
soak: setup ## Break things back to back for MINUTES=60, in an order of chance (SEED=n: in the same again)
	@$(VENV)/python -m tests.faults.soak --minutes $(or $(MINUTES),60) $(if $(SEED),--seed $(SEED)) $(ARGS)

.PHONY: lint
lint: setup ## Check style, types, which package may import which, and what bandit takes for weak
	@$(VENV)/ruff check
	@$(VENV)/ruff format --check
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/bandit --quiet --configfile pyproject.toml --recursive .

.PHONY: audit
audit: setup ## Ask PyPI whether a locked package has a known weakness, and fail where it cannot be asked
	@$(VENV)/pip-audit --strict --progress-spinner off --disable-pip --require-hashes --vulnerability-service pypi --requirement requirements.lock

.PHONY: lock
lock: setup ## Write the hashed locks anew from pyproject.toml (ARGS=--upgrade: with the newest versions)
	@$(VENV)/pip-compile $(LOCK) --output-file=requirements.lock pyproject.toml $(ARGS)
	@$(VENV)/pip-compile $(LOCK) --extra dev --constraint requirements.lock --output-file=requirements-dev.lock pyproject.toml $(ARGS)

.PHONY: bench
bench: setup ## Measure speed, each figure beside a peer or a limit
	@$(VENV)/python -m benchmarks $(ARGS)

.PHONY: eval
eval: setup ## Measure how well plays are recognised
	@$(VENV)/python -m benchmarks.recognition_eval $(ARGS)

.PHONY: eval-composed
eval-composed: setup ## Measure how well composed music is recognised, and that near-misses are not
	@$(VENV)/python -m benchmarks.recognition_composed $(ARGS)

.PHONY: eval-fraud
eval-fraud: setup ## Measure how well fraud is found and whom it costs (ARGS=--quick: whether it works)
	@$(VENV)/python -m benchmarks.fraud_eval $(ARGS)

.PHONY: eval-radio
eval-radio: setup ## Measure how well a radio station's plays are found
	@$(VENV)/python -m benchmarks.radio_eval $(ARGS)
