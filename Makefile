# `make help` lists the targets. Everything a target needs it prepares itself, or says what is missing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
CARGO ?= cargo

.PHONY: help build test lint

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

build: need-cargo ## build everything in the workspace
	$(CARGO) build --workspace --locked

test: need-cargo ## format, lints, all tests; the last line counts them
	@CARGO=$(CARGO) bash .ci/test

lint: need-cargo ## format and lints only
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

.PHONY: need-cargo
need-cargo:
	@command -v $(CARGO) >/dev/null || { echo "missing: cargo (Rust 1.95 or newer, https://rustup.rs)"; exit 1; }
