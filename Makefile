# make run    set up and open the sample pictures (no display: write them annotated to out/)
# make test   set up and run the tests          make test-all  the long ones in their full form too
# make check  ruff, formatting, types           make bench     print the measured times
# Variables: PYTHON=python3.12, TORCH_INDEX=https://download.pytorch.org/whl/cpu for a torch without
# CUDA, CONSTRAINTS=/dev/null for any version that pyproject.toml allows.
PYTHON ?= python3
CONSTRAINTS ?= .ci/constraints.txt
TORCH_INDEX ?=
BIN := .venv/bin
# Written last: a .venv without it is half made and is made again.
STAMP := .venv/complete
HEADLESS := $(if $(filter Linux,$(shell uname -s)),$(if $(DISPLAY)$(WAYLAND_DISPLAY),,yes))

.DEFAULT_GOAL := help
.PHONY: help run test test-all check format bench qt-libraries

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -5

$(STAMP): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "PyramidLabel needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo missing)." \
			"Name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing. Run: apt-get update && apt-get install" \
			"$$(basename $(PYTHON))-venv" >&2; exit 1; }
	@if [ -e $@ ]; then rm $@; else $(PYTHON) -m venv --clear .venv; fi
	$(if $(TORCH_INDEX),$(BIN)/pip install -c $(CONSTRAINTS) --index-url $(TORCH_INDEX) torch torchvision)
	$(BIN)/pip install -c $(CONSTRAINTS) torch torchvision -e '.[dev,train]'
	@touch $@

qt-libraries:
	@$(PYTHON) .ci/qt_libraries.py

ifeq ($(HEADLESS),yes)
run: $(STAMP)
	$(BIN)/fpn-core detect resources/samples --json out/detections.json --draw out
	@echo "No display here: the annotated pictures are in $(CURDIR)/out"
else
run: $(STAMP) qt-libraries
	$(BIN)/pyramidlabel resources/samples
endif

test: $(STAMP) qt-libraries
	$(BIN)/python -m pytest

test-all: $(STAMP) qt-libraries
	$(BIN)/python -m pytest -m ''

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python .ci/translations.py

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) qt-libraries
	$(BIN)/python -m pytest -s tests/benchmarks
