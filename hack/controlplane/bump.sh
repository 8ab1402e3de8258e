#!/usr/bin/env bash
# Regenerates go.mod and go.sum for one Kubernetes release:
#
#   hack/controlplane/bump.sh v1.36.3
#
# k8s.io/kubernetes requires its staging modules at v0.0.0 and replaces them by
# directories of its own tree. Replaces only count in the main module, so they
# are repeated here, each by the release tagged along with it (v1.X.Y is
# v0.X.Y there). etcd is the version that Kubernetes release itself requires.
set -euo pipefail

if [[ $# -ne 1 || ! $1 =~ ^v1\.[0-9]+\.[0-9]+$ ]]; then
  echo "usage: bump.sh v1.MINOR.PATCH" >&2
  exit 2
fi
k8s=$1
staging=v0${k8s#v1}
export GOWORK=off GOFLAGS=-mod=mod

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/controlplane-bump.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

echo "bump: reading the go.mod of k8s.io/kubernetes $k8s" >&2
go mod init bump 2>/dev/null
if ! found=$(go mod download -json "k8s.io/kubernetes@$k8s"); then
  echo "$found" >&2
  exit 1
fi
upstream=$(sed -n 's/^.*"GoMod": "\(.*\)",*$/\1/p' <<<"$found")
goline=$(awk '$1 == "go" { print $2; exit }' "$upstream")
etcd=$(awk '$1 == "go.etcd.io/etcd/server/v3" { print $2; exit }' "$upstream")
modules=$(awk '/=> \.\/staging\/src\// { sub(/^replace /, ""); print $1 }' "$upstream")
if [[ -z $goline || -z $etcd || -z $modules ]]; then
  echo "bump: $upstream does not look as expected (go $goline, etcd $etcd)" >&2
  exit 1
fi

{
  cat <<EOF
// Written by bump.sh: the control plane that development and tests run on. A
// module of its own, so that none of this reaches the operator's go.mod.
module github.com/bonafide-dev/bonafide/hack/controlplane

go $goline

tool (
	go.etcd.io/etcd/server/v3
	k8s.io/kubernetes/cmd/kube-apiserver
	k8s.io/kubernetes/cmd/kube-controller-manager
	k8s.io/kubernetes/cmd/kubectl
)

require (
	go.etcd.io/etcd/server/v3 $etcd
	k8s.io/kubernetes $k8s
)

replace (
EOF
  for m in $modules; do echo "	$m => $m $staging"; done
  echo ")"
} >go.mod

echo "bump: resolving Kubernetes $k8s with etcd $etcd" >&2
go mod tidy
cp go.mod go.sum "$here/"
echo "bump: done; now run build.sh" >&2
