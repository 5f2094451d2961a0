# Two commands on a fresh Debian 12 machine: `make demo` and `make test`. Each installs what it needs and says so.
.PHONY: help demo test test-all bench lint format servers lock

help:
	@echo "make demo      write a fictional group, join its silos, answer a question, serve the page (ARGS=--once: only answer)"
	@echo "make test      lint, types, import contracts and all tests on real servers, slow matrices sampled"
	@echo "make test-all  the same with every case of the slow matrices"
	@echo "make bench     measure, as ratios to the raw libraries"
	@echo "make lint      style, format, sizes, types and import contracts only"
	@echo "make format    put the code into its format"
	@echo "make servers   install the servers that the tests start"
	@echo "make lock      resolve the dependencies anew"

demo:
	@scripts/demo.sh $(ARGS)

test:
	@scripts/test.sh

test-all:
	@scripts/test.sh --whole

bench:
	@scripts/bench.sh

lint:
	@scripts/lint.sh

format:
	@scripts/python_environment.sh dev
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

servers:
	@scripts/servers.sh

lock:
	@scripts/lock.sh
