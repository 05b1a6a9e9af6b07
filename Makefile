# make demo: set up, then convert and run a shipped model and train with a shipped Lua script.
# make test: set up, then lint, type-check and test everything.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# Two test processes; BLAS threads of their own would only be in each other's way.
ONE_THREAD := OPENBLAS_NUM_THREADS=1

# The kernels in C. They are compiled when luabridge is installed, and again when they change; where there is
# no compiler (3) the installation brings one.
NATIVE := $(wildcard build_backend/*.py runtime/kernels/native/source/*)
NO_COMPILER := 3

.NOTPARALLEL:
.PHONY: demo test test-quick lint native clean

demo: $(VENV)/.demo $(VENV)/.native
	$(BIN)/python demo/demo.py

test: $(VENV)/.test $(VENV)/.native lint
	$(ONE_THREAD) $(BIN)/python -m pytest -n 2

test-quick: $(VENV)/.test $(VENV)/.native
	$(ONE_THREAD) $(BIN)/python -m pytest -n 2 -m "not slow"

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy setup.py build_backend

# Without an environment, with the compiler that is there.
native:
	$(PYTHON) -m build_backend

# Each environment is made once and again when the requirements change.
$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[export]"
	touch $@

$(VENV)/.test: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[export,test]"
	touch $@

$(VENV)/.native: $(NATIVE)
	$(BIN)/python -m build_backend || { test $$? -eq $(NO_COMPILER) && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .; }
	touch $@

clean:
	rm -rf $(VENV) demo/output build *.egg-info runtime/kernels/native/*.so .pytest_cache .ruff_cache .mypy_cache
