# Every target makes the environment it needs first, once; "make" alone shows the site and the service.
.DEFAULT_GOAL := demo
.PHONY: demo test coverage lint site site-pages site-policy bench requirements clean

export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
DEMO := .venv/ready-for-demo
DEV := .venv/ready-for-development
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-strip-extras --no-annotate --no-header --no-emit-index-url --no-emit-find-links --no-build

demo: $(DEMO) site
	@exec $(BIN)/formsvc demo $(if $(PLAY),--play)

test: $(DEV) site
	@sh .ci/test-needs
	$(BIN)/python -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

coverage: $(DEV)
	@$(MAKE) --no-print-directory test ARGS="--cov=formsvc --cov-report=term:skip-covered"

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	@sh .ci/audit

site: $(DEMO)
	$(BIN)/formsvc site-pages --check
	$(BIN)/mkdocs build --strict
	$(BIN)/formsvc site-policy --check

bench: $(DEV) site
	@sh .ci/test-needs
	$(BIN)/python -m bench

site-pages: $(DEMO)
	$(BIN)/formsvc site-pages

site-policy: $(DEMO)
	$(BIN)/mkdocs build --strict
	$(BIN)/formsvc site-policy

# Each smaller file takes its versions from the larger one, so that all of them agree.
requirements: $(DEV)
	$(COMPILE) pyproject.toml --extra dev --output-file requirements-dev.txt
	$(COMPILE) pyproject.toml --extra demo --constraint requirements-dev.txt --output-file requirements-demo.txt
	$(COMPILE) pyproject.toml --constraint requirements-dev.txt --output-file requirements.txt

clean:
	rm -rf .venv .demo site build dist htmlcov test-results bench/results .bench .coverage .coverage.* \
	  .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(DEV): requirements-dev.txt pyproject.toml .ci/environment
	@sh .ci/environment requirements-dev.txt
	@touch $(DEV) $(DEMO)

$(DEMO): requirements-demo.txt pyproject.toml .ci/environment
	@sh .ci/environment requirements-demo.txt
	@touch $(DEMO)
