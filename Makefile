# make demo   a synthetic network, its demonstration release, and the four illustrative visits
# make test   every test that this machine can run
# make check  style, types and the built wheel
# make gold   illustrative reports and editor schemas, after a wanted change
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check bench bench-lot bench-repere gold clean

demo: $(VENV)/.base
	@$(BIN)/diag lot examples/reseau/limesurvey-codes.csv -o demo/reseau
	@rm -rf demo/repere demo/repere-producteur
	@$(BIN)/diag repere construire demo/reseau -o demo/repere --date 2026-11-01 \
	  --source "Export synthétique de 1 400 structures (examples/reseau)"
	@$(BIN)/diag rapport examples/*.yaml --sortie demo --format html,md,json --repere demo/repere
	@echo "Ouvrez ces pages dans un navigateur, par exemple demo/rapport-esat-oise-rurale.html"

test: $(VENV)/.test
	$(BIN)/python -m pytest -m "not wheel" -n auto --dist loadfile

check: $(VENV)/.quality
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m wheel

bench: $(VENV)/.test
	$(BIN)/python benchmarks/run.py

bench-lot: $(VENV)/.test
	$(PIP) install --group bench
	$(BIN)/python benchmarks/batch.py

bench-repere: $(VENV)/.test
	$(PIP) install pandas
	$(BIN)/python benchmarks/release.py

gold: $(VENV)/.base
	$(BIN)/python -m diag.questionnaire.schema
	$(BIN)/python examples/update.py
	$(BIN)/python examples/reseau/generer.py examples/reseau --dialecte limesurvey-codes

$(VENV)/.base: pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('Python 3.11 ou plus récent est nécessaire') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"
	$(PIP) install --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	$(PIP) install --group test --group terminal --group browser
	@touch $@

$(VENV)/.quality: $(VENV)/.test
	$(PIP) install --group quality
	@touch $@

clean:
	rm -rf $(VENV) demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
