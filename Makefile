# Two commands do everything: `make demo` and `make test`.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
PORT ?= 8000
BASE := .venv/.base-$(shell sha256sum requirements/base.txt | cut -c1-12)
DEV := .venv/.dev-$(shell sha256sum requirements/dev.txt | cut -c1-12)
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet

.PHONY: help install demo test quality fix lock

help: ## Print this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-9s %s\n", $$1, $$2}'

install: $(BASE) ## Install the application in .venv
demo: $(BASE) ## Run the application with a fictional territory on SQLite
	@DEBUG=true DEMO=true $(PYTHON) manage.py start --demo --port $(PORT)

test: $(DEV) ## Run every test, those in a browser included
	@$(PYTHON) -m pytest -n auto --dist loadgroup $(ARGS)

quality: $(DEV) ## Lint, formatting, types, migrations, deployment settings
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m djlint --quiet --lint templates
	@$(PYTHON) -m mypy
	@DEBUG=true DATA_DIR=$$(mktemp -d) $(PYTHON) manage.py makemigrations --check --dry-run
	@SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w0) ALLOWED_HOSTS=plan.example DATA_DIR=$$(mktemp -d) \
		$(PYTHON) -W error manage.py check --deploy --fail-level WARNING

fix: $(DEV) ## Repair what the tools can repair
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m djlint --quiet --reformat templates || true

lock: $(DEV) ## Compile the pinned and hashed requirements again
	@$(PIP) install uv
	@.venv/bin/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --universal \
		--python-version 3.11 pyproject.toml -o requirements/base.txt
	@.venv/bin/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --universal \
		--python-version 3.11 --extra dev -c requirements/base.txt pyproject.toml -o requirements/dev.txt

$(BASE):
	@.ci/system-packages
	@test -x $(PYTHON) || $$(.ci/python) -m venv .venv
	@echo "Installation des bibliothèques…"
	@$(PIP) install --require-hashes -r requirements/base.txt
	@rm -f .venv/.base-* && touch $@

$(DEV): $(BASE)
	@.ci/system-packages test
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@.ci/browser
	@rm -f .venv/.dev-* && touch $@
