#!/usr/bin/env bash
# Builds Kubernetes 1.20 (five components) from the distribution's source package: for machines that have no newer one.
# Four to ten minutes on two cores the first time, nothing to do afterwards. Usage: build-kubernetes.sh OUT_DIR
. "$(dirname "$0")/lib/prelude.sh"
readonly components=(kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet)

# Raised whenever what is built changes: older builds in a cache are then made anew.
readonly recipe=4

built() {
  local c
  [[ $(cat "$1/recipe" 2>/dev/null) == "$recipe" ]] || return 1
  for c in "${components[@]}"; do [[ -x $1/$c ]] || return 1; done
}

# A private list of source packages, derived from the machine's own list, which stays as it is.
write_source_list() { # WORK
  mkdir -p "$1/parts" "$1/lists/partial"
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    if [[ -f $file ]] && grep -q '^Suites:.*bookworm' "$file"; then sed 's/^Types:.*/Types: deb-src/' "$file" > "$1/parts/${file##*/}"; fi
  done
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | grep -E '^deb .*debian.*bookworm' \
    | sed 's/^deb /deb-src /' > "$1/parts/lines.list" || true
}

fetch_source() { # WORK: leaves the tree in GOPATH
  local work=$1 options=(-qq -o APT::Sandbox::User=root -o Dir::Etc::sourcelist=/dev/null)
  options+=(-o "Dir::Etc::sourceparts=$1/parts" -o "Dir::State::lists=$1/lists")
  write_source_list "$work"
  apt-get "${options[@]}" update
  ( cd "$work"; apt-get "${options[@]}" source --download-only kubernetes; tar xzf kubernetes_*.orig.tar.gz )
  mkdir -p "$GOPATH/src/k8s.io"
  mv "$work"/kubernetes-1.* "$GOPATH/src/k8s.io/kubernetes"
}

# The vendored reflect2 (1.0.1) calls the map iterator of the Go runtime by the signature that it had before Go 1.18: the API
# server would crash on a custom object with labels or annotations. The distribution's own (1.0.2) calls the new one.
mend_map_iteration() {
  rm -rf vendor/github.com/modern-go/reflect2
  cp -rL /usr/share/gocode/src/github.com/modern-go/reflect2 vendor/github.com/modern-go/
}

# The source package leaves out one generated file, the OpenAPI definitions; its generator is in the package.
generate_openapi() { # WORK
  go build -o "$1/openapi-gen" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
  local packages
  packages=$(grep -rl '+k8s:openapi-gen=true' --include='*.go' pkg staging/src plugin cmd \
    | grep -vE 'testdata|/test/|sample-|_test\.go|zz_generated|generators|code-generator|kube-aggregator/pkg/apiserver/' \
    | xargs -n1 dirname | sort -u \
    | sed -e 's#^staging/src/#k8s.io/kubernetes/vendor/#' -e '/^k8s\.io/!s#^#k8s.io/kubernetes/#' | paste -sd,)
  "$1/openapi-gen" -O zz_generated.openapi -p k8s.io/kubernetes/pkg/generated/openapi -i "$packages" \
    -r "$1/violations" --go-header-file hack/boilerplate/boilerplate.generatego.txt
}

compile() { # WORK OUT
  local version c
  version=v$(basename "$1"/kubernetes_*.orig.tar.gz | sed -E 's/.*really([0-9.]+)\.orig.*/\1/')
  # The server answers with client-go's version, the command lines with the other: both have to know it.
  local flags='-s -w' package
  for package in component-base/version client-go/pkg/version; do
    package=k8s.io/kubernetes/vendor/k8s.io/$package
    flags+=" -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=20"
  done
  mkdir -p "$2"
  for c in "${components[@]}"; do
    say "compiling $c $version"
    begin_step "compiling $c"
    go build -ldflags "$flags" -o "$2/$c.part" "k8s.io/kubernetes/cmd/$c"
    end_step
    mv "$2/$c.part" "$2/$c"
  done
}

build() { # OUT
  ! built "$1" || return 0
  say "building Kubernetes 1.20 from the distribution's source package (once; four to ten minutes as a rule) into $1"
  install_packages golang-1.19-go golang-github-modern-go-reflect2-dev ca-certificates
  work=$(mktemp -d); trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
  export GOPATH=$work/go GO111MODULE=off GOFLAGS='' CGO_ENABLED=0 GOCACHE=$work/compiled PATH=/usr/lib/go-1.19/bin:$PATH
  say "fetching the source package"
  begin_step "fetching the source package"
  fetch_source "$work"
  cd "$GOPATH/src/k8s.io/kubernetes"
  mend_map_iteration
  say "generating the server's API definitions"
  begin_step "generating the server's API definitions"
  generate_openapi "$work"
  end_step
  compile "$work" "$1"
  echo "$recipe" > "$1/recipe"
}

exclusively build-kubernetes build "$(realpath -m "${1:?usage: build-kubernetes.sh OUT_DIR}")"
