# Waypost: what can be done here. `make` alone lists it. Only Python 3.11 (or newer) and make are needed beforehand.
PORT ?= 8000
T ?=
export PORT

ifndef PYTHON
PYTHON := $(shell for p in python3.11 python3 python3.12 python3.13 python; do \
	if ($$p -c 'import sys; sys.exit(sys.version_info < (3, 11))') >/dev/null 2>&1; then echo $$p; break; fi; done)
endif
PREPARE = $(PYTHON) -I config/prepare.py
OURS = .venv/bin/python

.PHONY: help python setup run test test-deploy test-machine check seed bench faults audit words lock clean

help: ## list what can be done
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing. On Debian 12: apt-get install python3.11" >&2; exit 1; }

setup: python ## make .venv and install what the site needs
	@$(PREPARE) setup

run: python ## set up, load the seeds and serve on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(PREPARE) run

test: python ## every test on SQLite, on PostgreSQL and in Chromium, and the lints (T=tests/safety for a part)
	@$(PREPARE) test $(T)

test-deploy: python ## the whole of deploy/ on loopback with the real packages, in a browser (some minutes)
	@$(PREPARE) test-tools
	@$(OURS) -m tests.deploy.run $(T)

test-machine: python ## a bare Debian 12 with systemd in a box: install, restart, upgrade, promote (root; some ten minutes)
	@$(PREPARE) test-tools
	@$(OURS) -m tests.deploy.machine

check: python ## what Django and the pathways can prove without a test
	@$(PREPARE) setup
	@$(OURS) manage.py check
	@$(OURS) manage.py pathway_check

seed: python ## load seeds/ into the database
	@$(PREPARE) setup
	@$(OURS) manage.py migrate --verbosity 0
	@$(OURS) manage.py seed

bench: python ## every figure to reach beside its yardstick, as a table and docs/performance.json (SIZES=1000000, QUICK=yes)
	@$(PREPARE) test-tools
	@$(OURS) tests/bench/all.py $(if $(SIZES),--sizes $(SIZES)) $(if $(QUICK),--quick)

faults: python ## kill, freeze, fill and cut the parts of the real stack under load, and count who noticed (ONLY=, SECONDS=)
	@$(PREPARE) test-tools
	@$(OURS) tests/faults/all.py $(if $(ONLY),--only $(ONLY)) $(if $(SECONDS),--seconds $(SECONDS))

audit: python ## prove the pathway rules twice over, check production, list and check packages (ADVISORIES=FOLDER)
	@$(PREPARE) test-tools
	@$(OURS) tests/audit/all.py $(if $(ADVISORIES),--advisories $(ADVISORIES))

words: python ## collect the interface texts and bring the catalogues up to date
	@$(PREPARE) setup
	@$(OURS) config/words.py update

lock: python ## choose the versions anew and write them with their hashes
	@$(PREPARE) lock

clean: ## remove what can be made again, but neither .venv nor the databases under var/
	@find . -path ./.venv -prune -o -name __pycache__ -type d -print | xargs -r rm -rf
	@find . -path ./.venv -prune -o -path '*/LC_MESSAGES/*.mo' -print | xargs -r rm -f
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
