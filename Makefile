# Two commands matter: `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: help run demo manage worker bench vitals peers faults hosts test looks access check fix schema pins venv venv-dev

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

run: venv  ## start Linli: database, queue, web, worker, beat (PORT, HOST, VAR_DIR move it; Ctrl-C stops it)
	@exec $(PY) -m launcher run

demo: venv  ## load the demo's people and year into the running or embedded database
	@exec $(PY) -m launcher demo

manage: venv  ## manage.py with the embedded services, such as: make manage DO="import_roster FILE.xlsx"
	@exec $(PY) -m launcher manage $(DO)

worker: venv  ## one more Celery worker beside a running copy
	@exec $(PY) -m launcher worker

bench: venv  ## measure a fresh copy on this machine, or a whole city (CITY=its VAR_DIR or a size such as 100k; OUT=, ONLY=, RUNS=, SECONDS=)
	@CITY='$(CITY)' OUT='$(OUT)' ONLY='$(ONLY)' RUNS='$(RUNS)' SECONDS='$(SECONDS)' exec $(PY) -m launcher bench

vitals: venv-dev  ## what pages weigh, and how soon they stand on a slow phone with a slow line (RUNS=, OUT=)
	@RUNS='$(RUNS)' OUT='$(OUT)' exec $(PY) -m launcher vitals

peers: venv  ## a peer's pages beside ours on the same ground (PEER=helpdesk, wagtail, or bakerydemo with FROM=a checkout; ROWS=1000)
	@exec $(PY) -m bench.peers $(or $(PEER),helpdesk) $(if $(FROM),--from '$(FROM)') --rows $(or $(ROWS),1000)

faults: venv-dev  ## break everything, by a seed, and count what arrived (ARGS="mail voters", SEED=1, SIZE=small, REMINDERS=, VOTERS=)
	@exec $(PY) -m launcher faults $(ARGS)

hosts: venv-dev  ## several machines of network namespaces, cut off one after the other under load (ARGS="web1 db2", SEED=1, SIZE=small, OUT=)
	@exec $(PY) -m launcher hosts $(ARGS)

test: venv-dev  ## the whole suite, on servers of its own, in parallel (ARGS="tests/kit -n0" narrows it)
	@$(PY) -m launcher ready-tests
	@exec $(PY) -m pytest $(or $(ARGS),-q -n auto --dist loadgroup)

looks: venv-dev  ## every page in every role, light, dark, three widths, large text; pictures in var/looks (ROLES=, NAMES=, LOOKS=)
	@$(PY) -m launcher ready-tests
	@exec $(PY) -m pytest tests/browser/looks.py -q -n 2 -p no:cacheprovider

access: venv-dev  ## every address for every role, all cells of the declared table (tests/house/access)
	@exec env ACCESS=all $(PY) -m pytest tests/house/test_access.py -q -n 0

check: venv-dev  ## style, unsafe code, imports, migrations, translations, pins, known advisories, sizes
	@exec $(PY) scripts/check.py

fix: venv-dev  ## put style in order
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format .

schema: venv-dev  ## write down what a new database begins with, after a new migration (portal/schema.sql)
	@exec $(PY) -m launcher schema

pins: venv-dev  ## recompile requirements*.txt from the .in files
	@$(PY) scripts/pins.py compile

venv:
	@python=$$(sh scripts/python) && exec "$$python" scripts/venv.py run

venv-dev:
	@python=$$(sh scripts/python) && exec "$$python" scripts/venv.py dev
