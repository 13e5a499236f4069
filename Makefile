# Two commands matter: `make run` opens the demo city, `make test` proves it. Needs python3, pip, git and make.
PY ?= python3
BIN = .venv/bin
LOCALE = site/emall/locale
CATALOGUE = $(LOCALE)/zh_CN/LC_MESSAGES/messages
DESC ?= say what changes

.PHONY: run test check setup format lint types imports translations translate drift migration bench soak soak-search soak-lives soak-life \
	screens clean

run: setup
	@exec $(BIN)/emall run

# As many processes as there are cores, each with databases of its own: make test PROCESSES=1 for one.
PROCESSES ?= logical
test: setup
	$(BIN)/pytest -q -rs -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

check: setup lint types imports translations drift test

setup: .venv/.stamp $(CATALOGUE).mo

.venv/bin/uv:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one: make PY=python3.12"; exit 1; }
	@$(PY) -m venv .venv || { echo "python3 has no venv: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check 'uv>=0.9,<1'

.venv/.stamp: pyproject.toml requirements-dev.lock | .venv/bin/uv
	VIRTUAL_ENV=.venv $(BIN)/uv pip sync -q --require-hashes requirements-dev.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --no-deps -e .
	touch $@

$(CATALOGUE).mo: $(CATALOGUE).po | .venv/.stamp
	$(BIN)/pybabel -q compile -d $(LOCALE)

format: .venv/.stamp
	$(BIN)/ruff check -q --fix site search tests migrations
	$(BIN)/ruff format -q site search tests migrations

lint: .venv/.stamp
	$(BIN)/ruff check site search tests migrations
	$(BIN)/ruff format --check site search tests migrations

types: .venv/.stamp
	$(BIN)/mypy

imports: .venv/.stamp
	@$(BIN)/lint-imports --no-cache > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }

# Every text in code and templates is in the catalogue and has its Chinese.
translations: $(CATALOGUE).mo
	$(BIN)/pytest -q tests/house/test_translations.py

# Takes new texts into the catalogue; their Chinese is written there by hand.
translate: .venv/.stamp
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k _n:1,2 --no-location --sort-output --omit-header -o .venv/messages.pot .
	$(BIN)/pybabel -q update --ignore-pot-creation-date --no-fuzzy-matching -i .venv/messages.pot -d $(LOCALE)

drift: .venv/.stamp
	$(BIN)/emall migrate --drift

# A new migration from what changed in the tables: make migration DESC="what changes"
migration: .venv/.stamp
	PICCOLO_CONF=emall.piccolo_conf $(BIN)/piccolo migrations new emall --auto --desc="$(DESC)"

# CPU, queries, size and latency of pages and deeds on the demo world: printed, never a pass or fail.
bench: setup
	@$(BIN)/python -W ignore -m tests.bench
	@$(BIN)/python -W ignore -m tests.bench.search

# Long runs that print counts and their seed, and fail when anything is lost, done twice or shown wrongly; all of them, or
# soak-search: goods change while the worker is killed and indexes are rebuilt   make soak-search MINUTES=10 SEED=7
# soak-lives: generated lives of purchases against a clerk's plain books         make soak-lives LIVES=5000 SEED=7
# soak-life: people buy and pay over HTTP while the web processes are killed     make soak-life KILLS=60 SEED=7
MINUTES ?= 10
LIVES ?= 5000
KILLS ?= 60
SEED ?= $(shell date +%s)
soak: soak-search soak-lives soak-life

soak-search: setup
	@$(BIN)/python -W ignore -m tests.soak.search --minutes $(MINUTES) --seed $(SEED)

soak-lives: setup
	@$(BIN)/python -W ignore -m tests.soak.lives --count $(LIVES) --seed $(SEED)

soak-life: setup
	@$(BIN)/python -W ignore -m tests.soak.life --kills $(KILLS) --seed $(SEED)

# The pictures of the READMEs, taken from a fresh demo world; needs Chromium.
screens: setup
	@$(BIN)/python -W ignore -m tests.journeys.screens

# Away with what can be made again; the databases in var stay, except the tests' own.
clean:
	rm -rf var/test-pg .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
	find site search tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
