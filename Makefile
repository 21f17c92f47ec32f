# Bare `make` builds. Each target is also an npm script.
BIN := node_modules/.bin
SOURCES := $(shell find src -name '*.ts')
DEPENDENCIES := node_modules/.package-lock.json
VERSION := $(shell node -p "require('./package.json').version")

.PHONY: build run test lint bench golden grade-full test-slow clean distclean

build: dist/ringsim.js

$(DEPENDENCIES): package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

dist/ringsim.js: $(DEPENDENCIES) $(SOURCES) Makefile
	$(BIN)/esbuild src/cli/main.ts --bundle --platform=node --target=node20 --format=cjs \
	  --minify-syntax --minify-whitespace --external:yargs --external:chalk \
	  --external:cli-table3 --external:cli-progress --alias:crypto=./src/simulation/no-entropy.ts --define:RINGSIM_VERSION='"$(VERSION)"' --log-level=warning --outfile=$@

run: build
	./Application testcases/create.conf

test: build
	$(BIN)/jest --ci

lint: $(DEPENDENCIES)
	$(BIN)/tsc
	$(BIN)/eslint .
	$(BIN)/prettier --check --log-level=warn .
	$(BIN)/depcruise --output-type err src

# Measures; asserts nothing. See "How fast" in docs/design.md.
bench: build
	$(BIN)/esbuild bench/main.ts --bundle --platform=node --target=node20 --format=cjs \
	  --log-level=warning --outfile=dist/bench.js
	node --expose-gc dist/bench.js

# The only way golden values change; say why in the commit.
golden: build
	UPDATE_GOLDEN=1 $(BIN)/jest --ci golden

# All seven scenarios over 1,000 seeds each.
grade-full: build
	./Application grade testcases/*.conf --seeds 1000

# 500 and 1,000 nodes: minutes, not seconds.
test-slow: build
	$(BIN)/jest --ci --testMatch '**/*.slow.ts'

clean:
	rm -rf dist dbg.log stats.log msgcount.log .*.log.*.tmp

distclean: clean
	rm -rf node_modules
