#!/usr/bin/env bash
# Runs every fuzz target of the module, one after the other: go test takes one at a time.
#
#   fuzz.sh [TIME]    how long each runs, 10s if not said
set -euo pipefail

time=${1:-10s}
cd "$(dirname "${BASH_SOURCE[0]}")/.."

found=
while IFS=: read -r file name; do
  found=1
  package=./$(dirname "$file")
  echo "== $name in $package, $time"
  go test -run '^$' -fuzz "^$name\$" -fuzztime "$time" -fuzzminimizetime 10x "$package"
done < <(grep -rEo '^func Fuzz[A-Za-z0-9_]*' --include='*_test.go' . | sed 's/:func /:/; s|^\./||' | sort)

[[ -n $found ]] || echo "no fuzz targets"
