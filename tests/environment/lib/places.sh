# shellcheck shell=bash
# Where things are kept: the cache outlives a run and serves all checkouts, the state belongs to one run.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
checkout=$(cd "$here/../.." && pwd)
cache=${BACKUPOPERATOR_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/backupoperator}
# Below /var/tmp: the database's own user must reach it, and a path of a socket has at most 107 characters.
state_root=${BACKUPOPERATOR_STATE:-/var/tmp/backupoperator-$(cksum <<<"$checkout" | cut -d' ' -f1)}
readonly here checkout cache state_root
mkdir -p "$cache"

# Runs a command while nobody else on this machine runs one under the same name.
exclusively() { # NAME COMMAND...
  local name=$1; shift
  ( flock 9; "$@" 9>&- ) 9>"$cache/$name.lock"
}

# Prints `export NAME=value` lines, quoted so that a shell reads back the same value.
print_exports() { # NAME=value...
  local pair
  for pair in "$@"; do printf 'export %s=%q\n' "${pair%%=*}" "${pair#*=}"; done
}

# A state folder carries a mark, so that a mistyped path is never filled, and never removed.
make_state() { # STATE
  [[ ! -e $1 || -f $1/.backupoperator || -z $(ls -A "$1") ]] || die "$1 holds something else: give an empty folder"
  mkdir -p "$1"; touch "$1/.backupoperator"
}

remove_state() { # STATE
  [[ ! -f $1/.backupoperator ]] || rm -rf "$1"
}
