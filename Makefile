.PHONY: help install run test bench simulate web lock clean
.DEFAULT_GOAL := help

help:  ## show this
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

install:  ## make .venv with everything Baton needs
	@.ci/install

run: install  ## serve the demo shop, the console and the API (PORT=8080)
	@.venv/bin/baton run $(if $(PORT),--port $(PORT))

test:     ## install what the tests need; lint, types, imports, all tests
	@.ci/test

bench:    ## measure turns, fan-out, memory and cold start beside the bare encoder
	@.ci/install dev
	@.venv/bin/python -m tests.bench

simulate: ## live through WORLDS=1000 worlds of the line by seed (SEED=0); MUTANTS=1 seeds known faults instead
	@.ci/install dev
	@.venv/bin/python -m tests.simulation $(if $(WORLDS),--worlds $(WORLDS)) $(if $(SEED),--seed $(SEED)) $(if $(MUTANTS),--mutants)

web:      ## build the browser code (needs npm)
	@cd bot/web && { [ -d node_modules ] || npm ci --no-audit --no-fund; } && npm run build

lock:     ## write requirements.lock from what is installed
	@.venv/bin/python .ci/lock.py

clean:    ## remove what was installed and written
	rm -rf .venv .baton bot/web/node_modules
