# make demo   a synthetic network, its demonstration release, and the four illustrative visits
# make quick  the tests to run while working, in a minute at most
# make test   every test that this machine can run
# make checker  the HTML checker that the browser tests run, fetched once, where Java is
# make check  style, types and the built wheel
# make gold   illustrative reports, their picture, screens, and editor schemas, after a wanted change
# make portable  one zip for Windows and each version of Python, which installs without a network (dist/)
# make lock   newer versions of what is installed, within the ranges of pyproject.toml
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo quick test checker check bench bench-interview bench-lot bench-repere bench-plans bench-robustness gold portable lock clean

demo: $(VENV)/.run
	@rm -rf demo/reseau demo/repere demo/rapport-*
	@$(BIN)/diag lot examples/reseau/limesurvey-codes.csv -o demo/reseau
	@$(BIN)/diag repere construire demo/reseau -o demo/repere --date 2026-11-01 \
	  --source "Export synthétique de 1 400 structures (examples/reseau)"
	@$(BIN)/diag rapport examples/*.yaml --sortie demo --lecteur tous --repere demo/repere
	@echo "Ouvrez ces pages dans un navigateur, par exemple demo/rapport-esat-oise-rurale-direction.html"

quick: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m "not slow and not terminal and not browser and not wheel" -n auto

test: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not wheel" -n auto --dist loadfile --no-loadscope-reorder

checker: $(VENV)/.dev
	$(BIN)/python tests/browser/html_checker.py

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/diag questionnaire verifier print --au 2026-11-30  # the date of its version
	$(BIN)/python -m pytest -m wheel

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/interview.py
	$(BIN)/python benchmarks/page.py

bench-interview: $(VENV)/.dev
	$(BIN)/python benchmarks/interview.py

bench-lot: $(VENV)/.dev
	$(BIN)/python benchmarks/batch.py

bench-repere: $(VENV)/.dev
	$(BIN)/python benchmarks/release.py

bench-plans: $(VENV)/.dev
	$(BIN)/python benchmarks/plans.py

bench-robustness: $(VENV)/.dev
	$(BIN)/python benchmarks/robustness.py
	$(BIN)/python benchmarks/interruptions.py
	$(BIN)/python benchmarks/interruptions.py --simple

gold: $(VENV)/.run
	$(BIN)/python -m diag.questionnaire.schema
	$(BIN)/python docs/update_tables.py > docs/tables.md
	$(BIN)/python docs/update_man.py > docs/diag.1
	$(BIN)/python report_templates/word_template.py
	$(BIN)/python examples/update.py
	$(BIN)/python examples/picture.py
	$(BIN)/python examples/screens.py
	$(BIN)/python examples/reseau/generer.py examples/reseau --dialecte limesurvey-codes

# Versions and fingerprints are those of the lock files: the same everywhere, and nothing else.
# The package itself is built with what the lock brought (--no-build-isolation).
$(VENV)/.run: requirements.txt pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('Python 3.11 ou plus récent est nécessaire') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --requirement requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

portable: $(VENV)/.dev
	$(BIN)/python packaging/portable.py

lock: $(VENV)/.run
	$(PIP) install "uv>=0.9"
	$(LOCK) --group build -o requirements.txt
	$(LOCK) --group dev --extra scale --constraint requirements.txt -o requirements-dev.txt

LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

clean:
	rm -rf $(VENV) demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
