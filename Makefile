# make run serves the site; make test checks everything that must hold. README.md tells more.

HOST ?= 127.0.0.1
PORT ?= 5000
PYTHON ?= python3
bin := .venv/bin
compiled := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

export HOST PORT
export UV_SYSTEM_CERTS := true
unexport PYTHONDONTWRITEBYTECODE # without compiled modules every start takes seconds longer

.PHONY: run setup test lint fix bench proof lock catalogues debian-run debian-test

# The address comes first: whoever cannot serve should not wait for all the rest to be told so.
run:
	@$(PYTHON) bin/serve --check
	@$(MAKE) --no-print-directory setup
	@exec $(bin)/python bin/serve

setup: .venv/core.stamp $(compiled)
	@$(bin)/python bin/prepare

test: debian-test .venv/dev.stamp $(compiled) lint
	$(bin)/pytest -n 2

lint: .venv/dev.stamp
	$(bin)/ruff check --quiet
	$(bin)/ruff format --check --quiet
	$(bin)/mypy --no-error-summary
	$(bin)/lint-imports
	$(bin)/djlint --lint --quiet templates
	$(bin)/deptry . --no-ansi
	$(bin)/codespell

fix: .venv/dev.stamp
	$(bin)/ruff check --fix --quiet
	$(bin)/ruff format --quiet

bench: setup .venv/dev.stamp
	$(bin)/python -m bench

proof: setup
	@$(bin)/flask letters proof $(LETTER)

# Nothing in a lock names a registry, so it holds wherever packages come from.
lock: .venv/bin/uv
	$(compile) --group installer --output-file requirements/installer.lock
	$(compile) pyproject.toml --output-file requirements/core.lock
	$(compile) pyproject.toml --group test --output-file requirements/test.lock
	$(compile) pyproject.toml --group dev --output-file requirements/dev.lock

compile := $(bin)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-annotate

# Finds the words to translate and merges them into each catalogue, where the new ones then wait for a translator.
catalogues: .venv/dev.stamp
	$(bin)/pybabel --quiet extract --mapping-file translations/babel.cfg --keywords gettext_later \
	    --add-location file --sort-by-file --no-wrap --omit-header --output-file translations/messages.pot .
	$(bin)/pybabel --quiet update --input-file translations/messages.pot --output-dir translations \
	    --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

debian-run:
	@bin/debian-packages run

debian-test:
	@bin/debian-packages test

.venv/bin/uv: | debian-run
	$(PYTHON) -m venv --clear .venv
	$(bin)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.lock

.venv/%.stamp: requirements/%.lock .venv/bin/uv
	$(bin)/uv pip install --quiet --python $(bin)/python --require-hashes --compile-bytecode -r $<
	@touch $@

%.mo: %.po .venv/core.stamp
	$(bin)/pybabel --quiet compile --input-file $< --output-file $@
