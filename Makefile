# Thin calls: what a target does is in the script or the project that it names.
CONFIGURATION ?= Release
STATE ?= $(shell . tests/environment/lib/prelude.sh && echo $$state_root)
IMAGE ?= $(STATE)/image.tar
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build test soak verify manifests golden image demo bench down

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

build: ## Build everything; warnings are errors
	dotnet build BackupOperator.sln -c $(CONFIGURATION) -v quiet -nologo

test: ## Run all tests on real parts, which are raised and removed (KEEP=1 keeps them)
	@CONFIGURATION=$(CONFIGURATION) tests/environment/test.sh

soak: ## Run all tests with ten times the random histories, inputs and kills: hours
	@BACKUPOPERATOR_SOAK=1 CONFIGURATION=$(CONFIGURATION) tests/environment/test.sh

verify: manifests ## Regenerate everything and fail when the tree is not clean
	@git diff --exit-code --stat && test -z "$$(git status --porcelain)" || { git status --short; echo "error: generated files are stale: commit them"; exit 1; }

manifests: ## Generate CRDs and RBAC from the C# types into config/ and charts/
	@dotnet run --project src/BackupOperator.Manifests -c $(CONFIGURATION) -- .

golden: ## Rewrite the golden files of the tests; the diff is the review
	@UPDATE_GOLDEN=1 BACKUPOPERATOR_PARTS= CONFIGURATION=$(CONFIGURATION) tests/environment/test.sh

image: ## Build the operator's image into a tar file, with Docker or without
	@tests/environment/image.sh build $(IMAGE)

demo: ## Back up and restore a real database on a real cluster, before your eyes
	@tests/environment/demo.sh

bench: ## Measure beside restic, pgBackRest and pipelines: ratios, figures, goals (BENCH_SCALE=0.05 tries it out)
	@tests/environment/bench.sh

down: ## Remove everything that test or demo left running
	@tests/environment/down.sh

