# Two commands matter: `make run` opens the demo city, `make test` proves it. Needs python3, pip, git and make.
PY ?= python3
BIN = .venv/bin

.PHONY: run test check setup lint types translations bench clean

run: setup
	$(BIN)/emall run

setup: .venv/.stamp site/emall/locale/zh_CN/LC_MESSAGES/messages.mo

.venv/bin/uv:
	@$(PY) -m venv .venv || { echo "python3 has no venv: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check 'uv>=0.9,<1'

.venv/.stamp: pyproject.toml requirements-dev.lock | .venv/bin/uv
	VIRTUAL_ENV=.venv $(BIN)/uv pip sync -q --require-hashes requirements-dev.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --no-deps -e .
	touch $@

site/emall/locale/zh_CN/LC_MESSAGES/messages.mo: site/emall/locale/zh_CN/LC_MESSAGES/messages.po | .venv/.stamp
	$(BIN)/pybabel -q compile -d site/emall/locale
