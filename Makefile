# Bare `make` builds. Each target is also an npm script.
BIN := node_modules/.bin
SOURCES := $(shell find src -name '*.ts')
DEPENDENCIES := node_modules/.package-lock.json
VERSION := $(shell node -p "require('./package.json').version")

.PHONY: build run test lint api schema docs bench golden grade-full test-slow clean distclean

build: dist/ringsim.js dist/index.js dist/jest.js

$(DEPENDENCIES): package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

# Chance comes from the seed alone: what seedrandom would fetch from the machine is left out. Objects
# that are written in parts, `{ ...{ a, b }, ...{ c } }`, become one, which is made many times as fast.
BUNDLE := $(BIN)/esbuild --bundle --platform=node --target=node20 --format=cjs --log-level=warning \
  --minify-syntax --alias:crypto=./src/simulation/no-entropy.ts --define:RINGSIM_VERSION='"$(VERSION)"'

# Loaded only where there is YAML to read.
LAZY := --external:yaml --external:zod

dist/ringsim.js: $(DEPENDENCIES) $(SOURCES) Makefile package.json
	$(BUNDLE) src/cli/main.ts --minify-whitespace --banner:js='#!/usr/bin/env node' \
	  --external:yargs --external:chalk --external:cli-table3 --external:cli-progress $(LAZY) --outfile=$@

dist/index.js: $(DEPENDENCIES) $(SOURCES) Makefile
	$(BUNDLE) src/index.ts $(LAZY) --outfile=$@

dist/jest.js: $(DEPENDENCIES) $(SOURCES) Makefile
	$(BUNDLE) src/jest/index.ts --external:@jest/globals --outfile=$@

# What the package holds beside the bundles: `npm pack` calls it.
types: $(DEPENDENCIES) $(SOURCES) tsconfig.types.json
	rm -rf $@
	$(BIN)/tsc -p tsconfig.types.json

# The pages of the library's API, from its docstrings.
api: $(DEPENDENCIES)
	$(BIN)/typedoc

# What is made from the schema of scenario files: for editors, and for people.
schema: $(DEPENDENCIES)
	$(BIN)/esbuild scripts/scenario-docs.ts --bundle --platform=node --target=node20 --format=cjs \
	  --log-level=warning $(LAZY) --outfile=dist/scenario-docs.js
	node dist/scenario-docs.js
	$(BIN)/prettier --write --log-level=warn scenario.schema.json docs/scenarios.md docs/protocols.md

# What is made from the runs of testcases/anomalies.
docs: $(DEPENDENCIES)
	$(BIN)/esbuild scripts/anomaly-docs.ts --bundle --platform=node --target=node20 --format=cjs \
	  --log-level=warning --alias:crypto=./src/simulation/no-entropy.ts $(LAZY) --outfile=dist/anomaly-docs.js
	node dist/anomaly-docs.js
	$(BIN)/prettier --write --log-level=warn docs/anomalies.md

run: build
	./Application testcases/create.conf

# The examples of the documents are compiled with the types.
test: build types
	$(BIN)/jest --ci

lint: $(DEPENDENCIES)
	$(BIN)/tsc
	$(BIN)/eslint .
	$(BIN)/prettier --check --log-level=warn .
	$(BIN)/depcruise --output-type err src
	$(BIN)/typedoc --emit none

# Measures; asserts nothing. See "How fast" in docs/design.md.
bench: build
	$(BUNDLE) bench/main.ts --outfile=dist/bench.js
	node --expose-gc dist/bench.js

# The only way golden values change; say why in the commit.
golden: build
	UPDATE_GOLDEN=1 $(BIN)/jest --ci golden

# All seven scenarios over 1,000 seeds each.
grade-full: build
	./Application grade testcases/*.conf --seeds 1000

# 200 to 1,000 nodes, every trial of every property, the package in every way: minutes, not seconds.
test-slow: build
	$(BIN)/jest --ci --testMatch '**/*.slow.ts'

clean:
	rm -rf dist types docs/api dbg.log stats.log msgcount.log .*.log.*.tmp

distclean: clean
	rm -rf node_modules
