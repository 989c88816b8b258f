# Everything that is done to Parley from a shell. `make run` and `make test` are all that most people need.

PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
TEMPLATES = $(shell find templates blog comments -name '*.html' -not -path '*/static/*')
# What a public site sets; here only so that production settings can be checked.
PRODUCTION = env -i PATH="$$PATH" HOME="$$HOME" ENV_FILE=/dev/null DJANGO_SETTINGS_MODULE=config.settings.production \
	SITE_URL=https://blog.example.org ALLOWED_HOSTS=blog.example.org \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')

.PHONY: help run dev test test-postgres check format lock screenshots bench secret clean .venv .venv-dev .nu

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /|/' | awk -F'|' '{printf "make %-14s %s\n", $$1, $$2}'

.venv:
	@$(PYTHON) scripts/make_venv.py requirements.txt

.venv-dev:
	@$(PYTHON) scripts/make_venv.py requirements-dev.txt

.nu: .venv-dev
	@$(BIN)/python scripts/fetch_nu.py

run: .venv ## serve the blog on http://127.0.0.1:8000 (PORT=, DATA_DIR=)
	@exec $(BIN)/python manage.py run

dev: .venv-dev ## the same with reload, error pages and the debug toolbar
	@DEBUG=true exec $(BIN)/python manage.py run --reload

# Tests are compiled once and not by every worker anew, also where the environment says that nothing is to be kept.
test test-postgres: export PYTHONDONTWRITEBYTECODE =

test: .nu ## run the tests on SQLite (ARGS=, REQUIRE_ALL=1)
	@$(BIN)/python -m pytest -q -n auto $(ARGS)

test-postgres: .nu ## run on PostgreSQL what asks a database, without what drives a browser (TEST_DATABASE_URL=)
	@url=$$($(BIN)/python -m tests.needs postgres) && DATABASE_URL="$$url" $(BIN)/python -m pytest -q -n auto -m "not looks and not browser" $(ARGS)

check: .venv-dev ## look for errors without running anything: style, types, migrations, settings, lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/mypy
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level INFO
	$(BIN)/python scripts/check_lock.py

format: .venv-dev ## put code and templates into their form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $(TEMPLATES)

lock: .venv-dev ## write the lock files from pyproject.toml, keeping the versions that still fit (ARGS=--upgrade for new ones)
	UV_SYSTEM_CERTS=1 $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet $(ARGS) \
		pyproject.toml -o requirements.txt
	UV_SYSTEM_CERTS=1 $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet $(ARGS) \
		-c requirements.txt --extra dev pyproject.toml -o requirements-dev.txt

screenshots: .venv-dev ## take the pictures in docs/screenshots anew, of the demo
	@$(BIN)/python scripts/take_screenshots.py

bench: .venv-dev ## measure what pages cost (ARGS="--size large --database postgres:///bench")
	@$(BIN)/python -m tests.bench $(ARGS)

secret: .venv ## print a secret key for production
	@$(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))'

clean: ## remove .venv and all caches; var/, where your blog lives, is left alone
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
