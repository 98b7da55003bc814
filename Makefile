# `make help` lists the targets. Everything a target needs it prepares itself, or says what is missing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
CARGO ?= cargo
YINXIN := target/debug/yinxin

.PHONY: help demo build fonts web test bench stopwatch lint regenerate hooks rigs

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: build ## build and open a seeded city on the embedded database (DATA=folder, PORT=8700)
	$(YINXIN) demo --data $(or $(DATA),yinxin-demo) --port $(or $(PORT),8700)

build: need-cargo fonts web ## fonts, pages and the program
	@echo "== program (the first build takes some minutes)"
	$(CARGO) build -p cli --locked

fonts: need-node ## the fonts of the faces, from the npm registry, into share/fonts
	@node fonts/copy.mjs --check >/dev/null 2>&1 || { echo "== fonts (69 MB, once)"; \
	  npm ci --prefix fonts --no-audit --no-fund && node fonts/copy.mjs; }

web: web/dist/index.html ## the pages, into web/dist

web/dist/index.html: web/package-lock.json $(shell find web/src web/public web/*.html web/*.ts -type f 2>/dev/null)
	@$(MAKE) --no-print-directory need-node
	@echo "== pages"
	npm ci --prefix web --no-audit --no-fund
	npm run build --prefix web
	@touch $@

test: need-cargo need-node ## format, lints, all tests, the tour in a browser; the last line counts them
	@CARGO=$(CARGO) bash .ci/test

bench: build ## audited changes and uses per second, each beside the engine's bare commits
	$(YINXIN) bench door
	$(YINXIN) bench uses

stopwatch: build ## seconds from an empty folder to the first certificate verified
	@python3 tools/stopwatch.py $(YINXIN)

lint: need-cargo ## format and lints only
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

regenerate: need-cargo need-node ## bring tables, queries, OpenAPI document and page types up to date
	@CARGO=$(CARGO) bash .ci/regenerate

hooks: ## check format and house rules before each commit of this clone
	git config core.hooksPath .ci/hooks

rigs: need-cargo ## the long rigs: hundreds of deaths, millions of records (about an hour)
	@CARGO=$(CARGO) .ci/with-postgres .ci/rigs long

.PHONY: need-cargo need-node
need-cargo:
	@command -v $(CARGO) >/dev/null || { echo "missing: cargo (Rust 1.95 or newer, https://rustup.rs)"; exit 1; }

need-node:
	@node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null || \
	  { echo "missing: Node 20 or newer with npm (https://nodejs.org)"; exit 1; }
