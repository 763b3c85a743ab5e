.DEFAULT_GOAL := help
BIN := .venv/bin
AUDITORS := pip-audit==2.10.1 cyclonedx-bom==7.5.0
.PHONY: help check test compile format lint-page bench bench-full bench-page sample picture bytes kills offline audit sbom test-oldest test-newest constraints

help:  ## Show this help
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/pytest: pyproject.toml constraints.txt
	python3 -m venv .venv
	$(BIN)/pip install --quiet -c constraints.txt -e '.[dev]'
	touch $(BIN)/pytest

node_modules: package.json
	npm install --no-package-lock --no-audit --no-fund
	touch node_modules

check: $(BIN)/pytest  ## Format, lint, types, import contracts, tests: what has to be green
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-page; else echo "no npm: the page's script and style are not linted"; fi
	$(BIN)/pytest

test: $(BIN)/pytest  ## Tests and doctests
	$(BIN)/pytest

compile:  ## Compile the inner loops again, after a change to one of them
	$(BIN)/pip install --quiet -e .

format: $(BIN)/pytest  ## Put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node_modules && node_modules/.bin/biome check --write; fi

lint-page: node_modules  ## Lint the map page's script and style (needs npm)
	node_modules/.bin/biome check --error-on-warnings

bench: $(BIN)/pytest  ## Compare the speed with the peers', at a million incidents (minutes)
	$(BIN)/python bench/peers.py

bench-full: $(BIN)/pytest  ## The same at all sizes (an hour, 16 GB); writes the tables into the documents
	$(BIN)/python bench/peers.py --full --write

bench-page: $(BIN)/pytest  ## Hold the map page against its budget, beside stock Folium (needs Chromium)
	$(BIN)/python bench/page.py

sample: $(BIN)/pytest  ## Make the synthetic sample city again
	$(BIN)/python data/make_sample.py

picture: $(BIN)/pytest  ## Take the README's picture of the map again (needs Chromium)
	$(BIN)/python docs/picture.py

bytes: $(BIN)/pytest  ## Same input, same bytes, whatever the machine is set to (part of the tests)
	$(BIN)/pytest tests/test_same_bytes.py

kills: $(BIN)/pytest  ## Kill 200 runs at random moments and look at what is left (minutes)
	$(BIN)/python bench/kills.py

offline: $(BIN)/pytest  ## Tests in a network namespace of their own, where nothing can be reached (Linux)
	.ci/offline $(BIN)/pytest

audit:  ## Hold the pinned versions against the known vulnerabilities (needs the network)
	test -x .venv-audit/bin/pip-audit || python3 -m venv .venv-audit
	.venv-audit/bin/pip install --quiet $(AUDITORS)
	.venv-audit/bin/pip-audit --strict --no-deps --disable-pip --requirement constraints.txt

sbom:  ## Write build/sbom.cdx.json: what is installed with the tool, as CycloneDX
	rm -rf .venv-sbom && python3 -m venv --without-pip .venv-sbom
	test -x .venv-audit/bin/pip-audit || python3 -m venv .venv-audit
	.venv-audit/bin/pip install --quiet $(AUDITORS)
	.venv-audit/bin/pip --python .venv-sbom/bin/python install --quiet -c constraints.txt '.[sql]'
	mkdir -p build
	.venv-audit/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
		--output-file build/sbom.cdx.json .venv-sbom/bin/python

test-oldest:  ## Tests with the oldest versions that pyproject.toml allows
	python3 -m venv .venv-oldest
	.venv-oldest/bin/pip install --quiet uv
	.venv-oldest/bin/uv pip install --quiet --python .venv-oldest/bin/python --resolution lowest-direct -e '.[dev]'
	.venv-oldest/bin/python -m pytest

test-newest:  ## Tests with the newest versions there are (PYTHON=python3.13 for another Python than python3)
	$(or $(PYTHON),python3) -m venv .venv-newest
	.venv-newest/bin/pip install --quiet --upgrade -e '.[dev]'
	.venv-newest/bin/python -m pytest

constraints:  ## Pin the versions of a fresh install into constraints.txt
	rm -rf .venv-pins && python3 -m venv .venv-pins
	.venv-pins/bin/pip install --quiet '.[dev]'
	.venv-pins/bin/pip freeze --exclude hotspot | grep -v '@' > constraints.txt
	rm -rf .venv-pins
