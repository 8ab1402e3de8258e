#!/bin/sh
# Installs Dwolla's two SDKs, as pinned in package-lock.json, and drives them against the sandbox.
set -eu
cd "$(dirname "$0")"
npm ci --no-audit --no-fund
go test -tags sdk -count=1 -v "$@" .
