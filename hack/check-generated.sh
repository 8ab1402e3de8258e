#!/usr/bin/env bash
# Fails when what make generate and make manifests write differs from what is there. It compares files
# and asks nothing of git, so it says the same of a work tree with changes as of a fresh clone; what was
# stale is current afterwards.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

generated() {
  find api -name 'zz_generated.*.go'
  find config/crd/bases -name '*.yaml'
  find config/rbac -name role.yaml
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
before=$tmp/before after=$tmp/after
copy() {
  mkdir -p "$1"
  generated | while IFS= read -r file; do
    mkdir -p "$1/$(dirname "$file")"
    cp "$file" "$1/$file"
  done
}

copy "$before"
make --no-print-directory --silent generate manifests
copy "$after"

if ! (cd "$tmp" && diff -ruN before after) >&2; then
  echo >&2
  echo 'The files above were stale. They are current now: look at them and commit them.' >&2
  exit 1
fi
echo 'generated code and manifests are current'
