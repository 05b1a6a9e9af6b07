# make demo: set up, then convert and run a shipped model and train with a shipped Lua script.
# make test: set up, then lint, type-check and test everything.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# Two test processes; BLAS threads of their own would only be in each other's way.
ONE_THREAD := OPENBLAS_NUM_THREADS=1

.PHONY: demo test test-quick lint clean

demo: $(VENV)/.demo
	$(BIN)/python demo/demo.py

test: $(VENV)/.test lint
	$(ONE_THREAD) $(BIN)/python -m pytest -n 2

test-quick: $(VENV)/.test
	$(ONE_THREAD) $(BIN)/python -m pytest -n 2 -m "not slow"

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/mypy

# Each environment is made once and again when the requirements change.
$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[export]"
	touch $@

$(VENV)/.test: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[export,test]"
	touch $@

clean:
	rm -rf $(VENV) demo/output build *.egg-info .pytest_cache .ruff_cache .mypy_cache
