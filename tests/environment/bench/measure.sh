# shellcheck shell=bash
# Runs a command alone and keeps what it took. Needs $state, $store, $work, $round.

readonly figures=$state/figures

note() { echo "note $*" >> "$figures"; }

title() { echo "title $*" >> "$figures"; } # CONTENDER TEXT

end_group() {
  [[ -n ${group:-} ]] || return 0
  kill -KILL -- "-$group" 2>/dev/null || true
  wait "$group" 2>/dev/null || true
}

# What is not measured, but must work.
quietly() { # NAME COMMAND...
  local log=$state/logs/$1.log; shift
  "$@" > "$log" 2>&1 || { tail -n 15 "$log" >&2; die "this failed: $*"; }
}

# Wall, user and system seconds and the largest process's KiB; all processes' KiB where the command writes them to
# STATE/total. What was written before is on the disk first, so that no run pays for another.
measure() { # CONTENDER STEP COMMAND...
  local where=$store contender=$1 step=$2 log total=''; shift 2
  [[ $contender != limit ]] || { where=none contender=$step step=alone; }
  log=$state/logs/$where-$work-$contender-$step-$round.log
  rm -f "$state/total"
  sync
  in_group /usr/bin/time -f '%e %U %S %M' -o "$state/time" "$@" > "$log" 2>&1 \
    || { tail -n 15 "$log" >&2; die "$contender failed at $where $work $step"; }
  [[ ! -s $state/total ]] || total=" $(<"$state/total")"
  echo "run $where $work $contender $step $(<"$state/time")$total" >> "$figures"
  say "$(printf '%-5s %-4s %-9s %-14s %8.2f s' "$where" "$work" "$step" "$contender" "$(cut -d' ' -f1 "$state/time")")"
}

measure_script() { # CONTENDER STEP SCRIPT ARGUMENT...: as measure, for a pipeline
  measure "$1" "$2" bash -o pipefail -c "$3" "$1" "${@:4}"
}

# All that the contender's repository holds now.
measure_stored() { # CONTENDER STEP
  local bytes
  if [[ $store == local ]]; then bytes=$(du -sb --apparent-size "$(folder_of "$1")" | cut -f1)
  else bytes=$(bucket_bytes "$(bucket_of "$1")"); fi
  echo "stored $store $work $1 $2 $bytes" >> "$figures"
}
