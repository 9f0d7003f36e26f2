#!/usr/bin/env bash
# Builds the operator's image from the Dockerfile: by Docker where an engine runs, else by buildah, which needs neither a
# daemon nor a registry. The name carries the image's own digest, so that a changed image is rolled out and an unchanged
# one is not. A second build repeats only the copy of the published programs: seconds.
# Usage: image.sh build IMAGE.tar | env IMAGE.tar      (IMAGE.tar.name holds the name)
#   POSTGRESQL_CLIENTS   majors of the client and the releases that hold them, instead of the Dockerfile's
#   ALLOW_SLOW_AGENT=1   builds an image also where the agent cannot be compiled to machine code
. "$(dirname "$0")/lib/prelude.sh"
readonly base=localhost/debian:12-slim

publish() {
  say "publishing the manager"
  publish_program "$checkout/src/BackupOperator.Manager" "$checkout/out/image/manager" PublishReadyToRun
  say "publishing the agent"
  publish_agent "$checkout/src/BackupOperator.Agent" "$checkout/out/image/agent"
  # The same bytes at every build, down to the times: an unchanged program is an unchanged layer.
  find "$checkout/out/image" -exec touch --no-dereference --date=@0 {} +
}

# The manager runs for weeks. An agent lives for seconds and would compile for half of them: an image with such a one is
# not made unless it was asked for.
publish_agent() { # PROJECT OUTPUT
  ! publish_as PublishAot "$@" || return 0
  tail -n 5 "$cache/publish.log" >&2
  [[ -n ${ALLOW_SLOW_AGENT:-} ]] || die "the agent cannot be compiled to machine code (read $cache/publish.log):" \
    "install clang, or gcc and zlib1g-dev, or set ALLOW_SLOW_AGENT=1 for an image whose agent starts slowly"
  say "the agent of this image starts slowly: it is not compiled to machine code, as ALLOW_SLOW_AGENT allows"
  publish_program "$@" PublishReadyToRun
}

build_arguments() { # sets `arguments`
  arguments=()
  [[ -z ${POSTGRESQL_CLIENTS:-} ]] || arguments+=(--build-arg "POSTGRESQL_CLIENTS=$POSTGRESQL_CLIENTS")
}

engine_runs() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

build_with_engine() { # IMAGE.tar
  docker build --quiet --iidfile "$1.id" -t localhost/backup-operator:latest "${arguments[@]}" "$checkout" >&2
  local name; name=$(image_name "$1")
  docker tag "$(<"$1.id")" "$name"
  docker save "$name" -o "$1.part"
}

# Kernel overlays do not stack: where the cache itself lies on one, layers are copied instead.
storage_driver() { if [[ $(stat -f -c %T "$cache") == overlayfs ]]; then echo vfs; else echo overlay; fi; }

build_without_engine() { # IMAGE.tar
  install_packages buildah mmdebstrap debian-archive-keyring
  mkdir -p "$cache/images"
  buildah=(buildah --storage-driver "$(storage_driver)" --root "$cache/images/storage" --runroot "$cache/images/run")
  "${buildah[@]}" images -q "$base" >/dev/null 2>&1 || make_base
  # The machine's own settings for packages (a proxy, a mirror's certificate) hold inside as well.
  arguments+=(--quiet --isolation chroot --layers --pull-never --build-arg BASE_IMAGE="$base"
    --volume /etc/apt/apt.conf.d:/etc/apt/apt.conf.d:ro)
  # By name, or its layers would be forgotten: nothing of the image is made upon them.
  "${buildah[@]}" build "${arguments[@]}" --target clients --tag localhost/postgresql-clients "$checkout" >&2
  "${buildah[@]}" build "${arguments[@]}" --iidfile "$1.id" "$checkout" >&2
  local name; name=$(image_name "$1")
  "${buildah[@]}" tag "$(<"$1.id")" "$name"
  "${buildah[@]}" push --quiet "$name" "docker-archive:$1.part:$name" >&2
  forget_older "$name"
}

# The counterpart of debian:12-slim, made from the distribution's packages by the machine's own sources.
make_base() {
  say "making the base image from the distribution's packages (once)"
  local exclude=(--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*'
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright') container
  # With merged folders from the start: else a program comes along that merges them, and all of Perl, 50 MB, with it.
  local merged=(--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr '--include=ca-certificates,usr-is-merged')
  mmdebstrap --quiet --variant=apt "${merged[@]}" "${exclude[@]}" bookworm "$cache/images/base.tar" \
    "$(package_sources)" >"$cache/images/base.log" 2>&1 || die "cannot make the base image: read $cache/images/base.log"
  container=$("${buildah[@]}" from scratch)
  "${buildah[@]}" add --quiet "$container" "$cache/images/base.tar" / >/dev/null
  "${buildah[@]}" config --cmd /bin/bash --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  "${buildah[@]}" commit --quiet --rm "$container" "$base" >/dev/null
  rm -f "$cache/images/base.tar"
}

package_sources() {
  local file
  for file in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list; do
    if [[ -s $file ]] && grep -q bookworm "$file"; then echo "$file"; return; fi
  done
  die "no package sources of Debian 12 on this machine: the base image cannot be made"
}

image_name() { # IMAGE.tar
  local id; id=$(<"$1.id"); id=${id#sha256:}
  echo "localhost/backup-operator:${id:0:12}"
}

# Otherwise the cache would grow by one image with every change.
forget_older() { # NAME
  local name
  for name in $("${buildah[@]}" images --format '{{.Name}}:{{.Tag}}'); do
    [[ $name != localhost/backup-operator:* || $name == "$1" ]] || "${buildah[@]}" rmi "$name" >/dev/null 2>&1 || true
  done
  "${buildah[@]}" rmi --prune >/dev/null 2>&1 || true
}

build() { # IMAGE.tar
  mkdir -p "$(dirname "$1")"
  rm -f "$1.part"
  publish
  say "building the image"
  build_arguments
  if engine_runs; then build_with_engine "$1"; else exclusively image build_without_engine "$1"; fi
  mv "$1.part" "$1"
  image_name "$1" > "$1.name"
  rm -f "$1.id"
  say "image $(<"$1.name") in $1 ($(du -h --apparent-size "$1" | cut -f1))"
}

show() { # IMAGE.tar
  [[ -f $1.name ]] || die "no image in $1: run image.sh build $1"
  print_exports BACKUPOPERATOR_TEST_IMAGE="$(<"$1.name")"
}

tar=$(realpath -m "${2:?usage: image.sh build|env IMAGE.tar}")
case $1 in
  build) build "$tar" ;;
  env) show "$tar" ;;
  *) die "usage: image.sh build|env IMAGE.tar" ;;
esac
