#!/usr/bin/env bash
# Runs every check that needs no test run, all of them even when one fails, and says what to do.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

failed=()
# check NAME COMMAND...: a check passes when the command succeeds.
check() {
  local name=$1
  shift
  echo "== $name"
  "$@" || failed+=("$name")
}

formatted() {
  local files
  files=$(gofmt -l -s .) || return 1
  [[ -z $files ]] && return
  printf 'not formatted (make fmt):\n%s\n' "$files"
  return 1
}

tidy() {
  go mod tidy -diff && return
  echo 'go.mod and go.sum are not what the code needs: go mod tidy'
  return 1
}

scripts() {
  local script ok=0
  while IFS= read -r script; do
    bash -n "$script" || ok=1
  done < <(find hack .ci -name '*.sh' -o -path '.ci/run')
  if command -v shellcheck >/dev/null; then
    find hack .ci \( -name '*.sh' -o -path '.ci/run' \) -print0 | xargs -0 shellcheck || ok=1
  fi
  return "$ok"
}

check gofmt formatted
check 'go vet' go vet ./...
check staticcheck go tool staticcheck ./...
check 'go mod tidy' tidy
check 'shell scripts' scripts

if ((${#failed[@]})); then
  printf '\nfailed: %s\n' "$(IFS=,; echo "${failed[*]}")" >&2
  exit 1
fi
echo 'all good'
