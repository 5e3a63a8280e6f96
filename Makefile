# `make run` on a fresh machine needs Python ≥ 3.11 and nothing else. ARGS goes to the command: make run ARGS="--entities 500"

VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt
# Compiled afterwards on all cores: pip does it on one, and without it every start takes seconds longer.
COMPILE := $(VENV)/bin/python -m compileall -q -j 0 $(VENV)/lib hub assets resources expectations >/dev/null || true
# What one process has compiled serves the next, whatever the environment says: each takes a second less to start.
export PYTHONDONTWRITEBYTECODE :=
PYTHONS := python3.14 python3.13 python3.12 python3.11 python3
FIT := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))

.PHONY: run dev test test-long test-spark lint format bench clean
.DELETE_ON_ERROR:

run: $(VENV)/.runtime
	$(VENV)/bin/hub run --sandbox $(ARGS)

dev: $(VENV)/.runtime
	$(VENV)/bin/hub dev --sandbox $(ARGS)

test: $(VENV)/.dev
	$(VENV)/bin/pytest -n 2 --dist loadscope $(ARGS)

# Ten times as many kills and random histories.
test-long: $(VENV)/.dev
	$(VENV)/bin/pytest -n 2 --dist loadscope --long $(ARGS)

# The model of likeness on Spark; needs Java 17 or later, and installs PySpark (450 MB).
test-spark: $(VENV)/.dev $(VENV)/.spark
	$(VENV)/bin/pytest -m spark tests/linkage/test_on_spark.py $(ARGS)

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/.dev
	$(VENV)/bin/ruff check --fix-only
	$(VENV)/bin/ruff format

bench: $(VENV)/.bench
	$(VENV)/bin/python -m benchmarks $(ARGS)

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@for python in $(PYTHONS); do \
	  if command -v $$python >/dev/null && $$python -c '$(FIT)' 2>/dev/null; then exec $$python -m venv $(VENV); fi; \
	done; \
	echo "make: no fit Python found: 3.11 to 3.14 with its venv module is needed (on Debian: apt install python3-venv)" >&2; exit 1

# Each stamp stands for what is installed; a changed declaration or constraint installs anew.
$(VENV)/.runtime: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing into $(VENV) (about a minute) …"
	@$(PIP) --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/.dev $(VENV)/.bench $(VENV)/.spark: $(VENV)/.%: $(VENV)/.runtime
	@echo "installing the tools of $* …"
	@$(PIP) --editable '.[$*]'
	@$(COMPILE)
	@touch $@
