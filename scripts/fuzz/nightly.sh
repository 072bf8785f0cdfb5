#!/bin/sh
# More than a million mutated inputs over all parsers, a new seed each day.
set -eu
cd "$(dirname "$0")/../.."
export PATH="$PWD/node_modules/.bin:$PATH"
exec node scripts/fuzz/run.ts --runs "${RUNS:-100000}" --seed "${SEED:-$(date +%Y%m%d)}"
