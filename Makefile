# Builds, tests and runs Bonafide. Go, gcc (for the race detector), make and git are all it needs.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# How long each fuzz target runs.
FUZZTIME ?= 10s
# Further flags for go test, for example: make test TESTFLAGS='-run TestReconcile -v'
TESTFLAGS ?=
# Flags for make bench: bin/bench -help lists them.
BENCHFLAGS ?=
# How long a run of chaos lasts, and the seed of its plan; without one, each run has another.
MINUTES ?= 5
SEED ?=
# The operator's image, for image and deploy.
IMG ?=

# The control plane that tests and the local environment run on; KUBEBUILDER_ASSETS names another.
ASSETS = $(shell hack/controlplane/build.sh --print-dir)
# The kubectl of this machine, or else the one that is built along with the control plane.
KUBECTL ?= $(or $(shell command -v kubectl),$(ASSETS)/kubectl)

COMMANDS := $(notdir $(wildcard cmd/*))
# Where kubebuilder markers may stand.
MARKED := $(wildcard api controllers webhookserver internal)

##@ Try it

.PHONY: demo
demo: build controlplane ## The main job from nothing to its end: customers verified at a simulated Dwolla
	@exec bin/dev demo

.PHONY: up
up: build controlplane ## The same, left running to play with (kubeconfig: .dev/kubeconfig)
	@exec bin/dev up

.PHONY: status
status: bin/dev ## What runs after make up, and how to use it
	@exec bin/dev status

.PHONY: down
down: bin/dev ## End what make up started
	@exec bin/dev down

##@ Develop

.PHONY: build
build: $(COMMANDS:%=bin/%) bin/dev ## Build all commands into bin

# Go knows best what is up to date.
.PHONY: $(COMMANDS:%=bin/%) bin/dev bin/bench bin/chaos
$(COMMANDS:%=bin/%): bin/%:
	go build -trimpath -o $@ ./cmd/$*
bin/dev:
	@go build -trimpath -o $@ ./hack/dev
bin/bench:
	@go build -trimpath -o $@ ./hack/bench
bin/chaos:
	@go build -trimpath -o $@ ./hack/chaos

.PHONY: controlplane
controlplane: ## Build kube-apiserver, kube-controller-manager, etcd and kubectl (minutes, once)
	@hack/controlplane/build.sh

.PHONY: test
test: controlplane check-generated ## Run all tests, with the race detector, against a real API server
	KUBEBUILDER_ASSETS='$(ASSETS)' go test -race -timeout 20m $(TESTFLAGS) ./...

.PHONY: bench
bench: bin/bonafide bin/sandbox bin/bench controlplane ## Measure against a real API server: make bench BENCHFLAGS='-only a,c' (docs/performance.md)
	KUBEBUILDER_ASSETS='$(ASSETS)' bin/bench $(BENCHFLAGS)

.PHONY: chaos
chaos: bin/bonafide bin/chaos controlplane ## Everything goes wrong at once, then all must be well: make chaos MINUTES=5 SEED=7 (docs/reliability.md)
	@KUBEBUILDER_ASSETS='$(ASSETS)' exec bin/chaos --minutes=$(MINUTES) $(SEED:%=--seed=%)

.PHONY: fuzz
fuzz: ## Run each fuzz target for FUZZTIME (10s)
	@hack/fuzz.sh $(FUZZTIME)

.PHONY: fmt
fmt: ## Format the code
	gofmt -w .

.PHONY: vet
vet: ## Run go vet
	go vet ./...

.PHONY: lint
lint: ## Check format, go vet, staticcheck, go.mod and the shell scripts
	@hack/lint.sh

.PHONY: generate
generate: ## Generate the deep-copy methods of the API types
	go tool controller-gen object:headerFile=hack/boilerplate.go.txt paths=./api/...

.PHONY: manifests
manifests: ## Generate the CRDs and the operator's role, from the types and the kubebuilder markers
	go tool controller-gen crd rbac:roleName=bonafide-manager $(MARKED:%=paths=./%/...) \
	  output:crd:dir=config/crd/bases output:rbac:dir=config/rbac

.PHONY: check-generated
check-generated: ## Fail when generated code or manifests are stale
	@hack/check-generated.sh

.PHONY: clean
clean: down ## Remove everything that was built, but for the control plane
	rm -rf .dev $(COMMANDS:%=bin/%) bin/dev bin/bench bin/chaos

##@ Use it in a cluster: the current context of your kubeconfig

.PHONY: install
install: kubectl ## Install the kinds
	$(KUBECTL) apply -k config/crd

.PHONY: uninstall
uninstall: kubectl ## Remove the kinds and every object of theirs, while the operator runs to let go of them
	$(KUBECTL) delete --ignore-not-found -k config/crd

.PHONY: image
image: need-image ## Build the operator's image: make image IMG=registry.example.com/bonafide:v0.1.0
	docker build -t '$(IMG)' .

.PHONY: deploy
deploy: need-image kubectl ## Install the operator: make deploy IMG=registry.example.com/bonafide:v0.1.0
	$(KUBECTL) kustomize config/default | sed 's|image: bonafide:latest$$|image: $(IMG)|' | $(KUBECTL) apply -f -

.PHONY: undeploy
undeploy: kubectl ## Remove the operator; the kinds and their objects stay
	for part in webhook rbac manager; do $(KUBECTL) delete --ignore-not-found -k config/$$part; done

.PHONY: need-image
need-image:
	@[[ -n '$(IMG)' ]] || { echo 'name the image: make $(MAKECMDGOALS) IMG=registry.example.com/bonafide:v0.1.0' >&2; exit 1; }

# Builds kubectl only where the machine has none.
.PHONY: kubectl
kubectl:
	@command -v '$(KUBECTL)' >/dev/null || hack/controlplane/build.sh

##@ Help

.PHONY: help
help: ## Show this
	@awk -f hack/help.awk $(MAKEFILE_LIST)
