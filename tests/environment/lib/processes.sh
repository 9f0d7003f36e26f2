# shellcheck shell=bash
# Servers of one state folder: logs in STATE/logs, identities in STATE/run. A process is known by its id and its start
# time, so an id that the kernel has given to somebody else is never signalled.

start_time() { # PID
  local stat; stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # The name in parentheses may hold spaces: field 22 of the line is the 20th behind it.
  cut -d' ' -f20 <<<"${stat##*) }"
}

remember_process() { # STATE NAME PID
  mkdir -p "$1/run"; printf '%s %s\n' "$3" "$(start_time "$3")" > "$1/run/$2"
}

start_process() { # STATE NAME COMMAND...
  local state=$1 name=$2; shift 2; mkdir -p "$state/logs"
  setsid nohup "$@" > "$state/logs/$name.log" 2>&1 < /dev/null &
  remember_process "$state" "$name" $!
  disown # or the shell reports its end as if it were news
}

process_id() { # STATE NAME: prints the id when it is still that process
  local pid started
  read -r pid started 2>/dev/null < "$1/run/$2" || return 1
  [[ -n $started && $(start_time "$pid") == "$started" ]] || return 1
  echo "$pid"
}

process_runs() { process_id "$1" "$2" >/dev/null; } # STATE NAME

# Ends it by TERM, after five seconds by KILL, and returns when it is gone.
stop_process() { # STATE NAME [SIGNAL]
  local pid; pid=$(process_id "$1" "$2") || { rm -f "$1/run/$2"; return 0; }
  kill -s "${3:-TERM}" "$pid" 2>/dev/null || true
  local i
  for (( i = 0; i < 100; i++ )); do
    process_runs "$1" "$2" || break
    (( i != 50 )) || kill -KILL "$pid" 2>/dev/null || true
    sleep 0.1
  done
  rm -f "$1/run/$2"
}

# Waits until a command succeeds. Says the end of the server's log when it does not.
wait_until() { # SECONDS WHAT LOG COMMAND...
  local end=$(( SECONDS + $1 )) what=$2 log=$3; shift 3
  until "$@" >/dev/null 2>&1; do
    if (( SECONDS >= end )); then
      say "$what is not ready in time; the end of $log:"; tail -n 15 "$log" >&2 || true
      return 1
    fi
    sleep 0.2
  done
}

# Runs remove when the script ends before `came_up`, after showing what the servers said last.
remove_on_failure() { # STATE WHAT
  # shellcheck disable=SC2064 # the values of now
  trap "give_up '$1' '$2'" EXIT
}

give_up() {
  local log
  trap - EXIT
  say "$2 did not come up; what its servers said last:"
  for log in "$1"/logs/*.log; do [[ ! -s $log ]] || { echo "== ${log##*/}"; tail -n 5 "$log"; } >&2; done
  remove
  exit 1
}

came_up() { trap - EXIT; }

# Runs a command in a process group of its own, so that an interruption can end all of it, and waits for it, so that an
# interruption is noticed at once. $group is the group while it runs.
in_group() { # COMMAND...
  local status=0
  setsid "$@" & group=$!
  wait "$group" || status=$?
  group=''
  return "$status"
}
