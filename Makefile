# The two commands for everything: `make demo` and `make test`. Both install what they need.
PEOPLE ?= 200000
PORT ?= 8000
PY := .venv/bin/python
XIAOAN := .venv/bin/xiaoan
STAMP := .venv/.installed

.PHONY: demo test check explore bench lint fix lock install system strings

demo: install
	@XIAOAN_MODE=demo $(XIAOAN) demo build --people $(PEOPLE)
	@XIAOAN_MODE=demo $(XIAOAN) serve --port $(PORT)

test: install system lint
	$(PY) -m pytest -q -n 2 --dist worksteal

check: install lint
	$(PY) -m pytest -q -n 2 --dist worksteal -m "not journey"

# The property tests with examples nobody has tried; what it finds becomes an `@example`.
explore: install
	XIAOAN_EXAMPLES=30 $(PY) -m pytest -q -n 2 --dist worksteal --hypothesis-profile=explore -m hypothesis

bench: install
	XIAOAN_MODE=demo $(PY) -m bench

lint: install
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@.venv/bin/lint-imports
	@XIAOAN_MODE=demo $(PY) -m mypy

fix: install
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

# Rewrites the locked requirements; needs uv.
lock:
	uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header requirements/base.in -o requirements/base.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header requirements/dev.in -o requirements/dev.txt

strings: install
	$(PY) scripts/strings.py refresh

install: $(STAMP)
	@$(PY) scripts/strings.py compile

$(STAMP): requirements/dev.txt pyproject.toml
	@sh scripts/install.sh
	@touch $(STAMP)

# What the browser journeys need from the operating system.
system:
	@sh scripts/system.sh
