#!/usr/bin/env bash
# Raises every part that tests run against, side by side. A part that cannot be raised is named, and its variable stays
# unset, so that its tests are skipped with a reason instead of failing without one.
# Usage: raise.sh up|env|down STATE_DIR      BACKUPOPERATOR_PARTS: which parts (all by default, none when empty)
. "$(dirname "$0")/lib/prelude.sh"
default_parts="control-plane object-store postgres postgres-18 postgres-clients cluster image"
[[ ${BACKUPOPERATOR_SOAK:-} != 1 ]] || default_parts+=" postgres-13 postgres-14 postgres-16 postgres-17"
IFS=' ' read -ra parts <<<"${BACKUPOPERATOR_PARTS-$default_parts}"

raise_part() { # NAME
  case $1 in
    postgres-[0-9]*) "$here/postgres.sh" up "$state/$1" "${1#postgres-}" ;;
    image) build_image ;;
    *) "$here/$1.sh" up "$state/$1" ;;
  esac
}

# An image that the caller names is one that the cluster can pull.
build_image() {
  if [[ -n ${BACKUPOPERATOR_TEST_IMAGE:-} ]]; then say "image $BACKUPOPERATOR_TEST_IMAGE, as given"; return; fi
  "$here/image.sh" build "$state/image.tar"
}

# One line when all is well; the last lines of STATE/log/NAME on the screen when not.
raise_and_report() { # NAME
  touch "$state/raising/$1"
  if raise_part "$1" > "$state/log/$1" 2>&1; then
    touch "$state/up/$1"
    say "up: $1 after $SECONDS s ($(last_words "$1"))"
  else
    say "NOT UP: $1; tests that need it are skipped. Its last words ($state/log/$1):"
    tail -n 12 "$state/log/$1" >&2
  fi
  rm -f "$state/raising/$1"
}

last_words() { tail -n 1 "$state/log/$1" | sed -E 's/^([0-9:]{8})? +//'; } # NAME

# The parts that are not up yet, each with what it does.
unfinished() {
  local part
  for part in "${parts[@]}"; do [[ ! -f $state/raising/$part ]] || printf '%s (%.70s)  ' "$part" "$(last_words "$part")"; done
}

up() {
  local part running=()
  make_state "$state"; mkdir -p "$state/log"; rm -rf "$state"/{up,raising}; mkdir "$state"/{up,raising}
  # The tools first and alone: every part asks for them, and a build of Kubernetes must show its progress.
  "$here/tools.sh" > "$state/tools" || die "without the tools of Kubernetes nothing can be raised"
  (( ${#parts[@]} > 0 )) || return 0
  say "raising side by side: ${parts[*]} (one or two minutes as a rule; up to ten the first time)"
  SECONDS=0
  for part in "${parts[@]}"; do
    raise_and_report "$part" &
    running+=("$!")
  done
  begin_step "raising" unfinished
  wait "${running[@]}"
  end_step
  load_image
}

load_image() {
  [[ -f $state/up/cluster && -f $state/up/image && -f $state/image.tar ]] || return 0
  begin_step "loading the image into the cluster"
  if "$here/cluster.sh" load "$state/cluster" "$state/image.tar" >"$state/log/load" 2>&1; then
    touch "$state/up/load"
  else
    say "NOT UP: the image is not in the cluster; tests that need it are skipped:"; tail -n 5 "$state/log/load" >&2
  fi
  end_step
}

show() {
  [[ -f $state/tools ]] || die "nothing was raised in $state: run raise.sh up $state"
  cat "$state/tools"
  local part
  for part in "${parts[@]}"; do
    [[ -f $state/up/$part ]] || continue
    case $part in
      postgres-[0-9]*) "$here/postgres.sh" env "$state/$part" ;;
      image) [[ ! -f $state/up/load ]] || "$here/image.sh" env "$state/image.tar" ;;
      *) "$here/$part.sh" env "$state/$part" ;;
    esac
  done
}

remove() {
  local part
  for part in control-plane object-store postgres postgres-clients cluster; do "$here/$part.sh" down "$state/$part" & done
  for part in "$state"/postgres-[0-9]*; do [[ ! -d $part ]] || "$here/postgres.sh" down "$part" & done
  wait
  remove_state "$state"
}

state=$(realpath -m "${2:?usage: raise.sh up|env|down STATE_DIR}")
case $1 in
  up) up ;;
  env) show ;;
  down) remove ;;
  *) die "usage: raise.sh up|env|down STATE_DIR" ;;
esac
