#!/usr/bin/env bash
# Removes everything that `make test`, `make demo` or `make bench` of this checkout left running. The cache stays.
# Usage: down.sh
. "$(dirname "$0")/lib/prelude.sh"

if [[ -d $state_root ]]; then
  for state in "$state_root"/*/; do
    say "removing ${state%/}"
    ! mountpoint -q "${state}memory" || umount --lazy "${state}memory"
    "$here/raise.sh" down "${state%/}"
  done
  rmdir "$state_root" 2>/dev/null || say "something else is in $state_root: left as it is"
fi
