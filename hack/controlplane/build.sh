#!/usr/bin/env bash
# Builds the control plane that development and tests run on: kube-apiserver,
# kube-controller-manager, etcd and kubectl, at the versions go.mod pins.
#
#   build.sh [DIR]              build into DIR (or $OUT; bin/k8s by default)
#   build.sh --print-dir [DIR]  print where the binaries are, build nothing
#
# When KUBEBUILDER_ASSETS names another directory, the binaries in there are
# used: they are checked for, and nothing is built.
set -euo pipefail

say() { echo "controlplane: $*" >&2; }
die() { say "$@"; exit 1; }

print_dir=
if [[ ${1-} == --print-dir ]]; then
  print_dir=1
  shift
fi
if [[ $# -gt 1 || ${1-} == -* ]]; then
  echo "usage: build.sh [--print-dir] [DIR]" >&2
  exit 2
fi

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
absolute() { case $1 in /*) echo "${1%/}" ;; *) echo "$PWD/${1%/}" ;; esac; }
if [[ -n ${1:-${OUT-}} ]]; then
  out=$(absolute "${1:-$OUT}")
else
  out=$(cd "$here/../.." && pwd)/bin/k8s
fi
assets=$out
if [[ -n ${KUBEBUILDER_ASSETS-} ]]; then
  assets=$(absolute "$KUBEBUILDER_ASSETS")
fi

if [[ -n $print_dir ]]; then
  echo "$assets"
  exit 0
fi

if [[ $assets != "$out" && ! $assets -ef $out ]]; then
  for b in kube-apiserver etcd kubectl; do
    [[ -f $assets/$b && -x $assets/$b ]] || die "KUBEBUILDER_ASSETS is $assets, which has no $b; unset it to have one built"
  done
  say "using KUBEBUILDER_ASSETS=$assets"
  if [[ ! -x $assets/kube-controller-manager ]]; then
    say "note: no kube-controller-manager there: no garbage collection, no built-in controllers"
  fi
  exit 0
fi

binaries="etcd kube-apiserver kube-controller-manager kubectl"
package() {
  case $1 in
  etcd) echo go.etcd.io/etcd/server/v3 ;;
  *) echo "k8s.io/kubernetes/cmd/$1" ;;
  esac
}

cd "$here"
command -v go >/dev/null || die "go is not installed"
# The binaries run on this machine, whatever the caller is cross-compiling,
# and go.mod alone says of what they are made.
GOOS=$(go env GOHOSTOS) GOARCH=$(go env GOHOSTARCH)
export GOOS GOARCH GOWORK=off CGO_ENABLED=0

sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
stamp=$out/.stamp
want=$({
  go env GOVERSION GOOS GOARCH
  cat go.mod go.sum build.sh
} | sha256 | cut -d' ' -f1)

current() {
  [[ -f $stamp && $(<"$stamp") == "$want" ]] || return 1
  local b
  for b in $binaries; do [[ -x $out/$b ]] || return 1; done
}

if current; then
  say "up to date in $out"
  exit 0
fi

mkdir -p "$out"
lock=$out/.lock
tmp=
cleanup() {
  [[ -z $tmp ]] || rm -rf "$tmp"
  [[ -z ${lockdir-} ]] || rm -rf "$lockdir"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

if command -v flock >/dev/null; then
  exec 9>"$lock"
  if ! flock -n 9; then
    say "waiting for another build to finish"
    flock 9
  fi
else
  # A directory that holds one file, named after the process that made it. Of
  # several that find its owner dead, only the one whose rm works goes on.
  waited=
  until mkdir "$lock.d" 2>/dev/null; do
    owner=$(ls "$lock.d" 2>/dev/null || true)
    if [[ -n $owner ]] && ! kill -0 "$owner" 2>/dev/null; then
      if rm "$lock.d/$owner" 2>/dev/null; then
        say "removing the lock of a build that died"
        rmdir "$lock.d"
      fi
      continue
    fi
    [[ -n $waited ]] || say "waiting for another build to finish (its lock: $lock.d)"
    waited=1
    sleep 1
  done
  lockdir=$lock.d
  : >"$lockdir/$$"
fi

if current; then
  say "built by another run in $out"
  exit 0
fi

rm -rf "$stamp" "$out"/.build.*
tmp=$out/.build.$$
mkdir "$tmp"

say "fetching the modules"
packages=$(for b in $binaries; do package "$b"; done)
# shellcheck disable=SC2086
go list -mod=readonly -deps $packages >/dev/null || die "cannot fetch the modules of go.mod"

module() { go list -mod=readonly -m -f "$2" "$1"; }
version=$(module k8s.io/kubernetes '{{.Version}}')
etcd_version=$(module go.etcd.io/etcd/server/v3 '{{.Version}}')
# The date of the release, not of this build: the same sources give the same
# binaries. A module carries no commit, so none is claimed.
date=$(module k8s.io/kubernetes '{{with .Time}}{{.Format "2006-01-02T15:04:05Z"}}{{end}}')
IFS=. read -r major minor _ <<<"${version#v}"

ldflags="-s -w -X go.etcd.io/etcd/api/v3/version.GitSHA=unknown"
for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  for v in "gitVersion=$version" "gitMajor=$major" "gitMinor=$minor" \
    gitCommit=unknown gitTreeState=archive "buildDate=${date:-1970-01-01T00:00:00Z}"; do
    ldflags="$ldflags -X $p.$v"
  done
done

say "building Kubernetes $version and etcd $etcd_version: the first time takes minutes"
started=$SECONDS
n=0
for b in $binaries; do
  n=$((n + 1))
  from=$SECONDS
  go build -mod=readonly -trimpath -buildvcs=false -ldflags "$ldflags" -o "$tmp/$b" "$(package "$b")" >&2 ||
    die "building $b failed"
  say "[$n/4] $b ($((SECONDS - from)) s)"
done

for b in $binaries; do mv -f "$tmp/$b" "$out/$b"; done
echo "$want" >"$tmp/stamp"
mv -f "$tmp/stamp" "$stamp"
say "done in $((SECONDS - started)) s: $out"
