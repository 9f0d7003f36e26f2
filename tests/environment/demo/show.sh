# shellcheck shell=bash
# What a person watches. Needs $namespace and the kubectl function.

step() { printf '\n' >&2; say "== $1. $2"; }

# Shows a command and what it prints.
show() { printf '\n  $ %s\n' "$*" >&2; "$@" 2>&1 | sed 's/^/  /' >&2; printf '\n' >&2; }

field() { kubectl get "$1" "$2" -o "jsonpath={.status.$3}"; } # KIND NAME FIELD

show_fields() { # KIND NAME TITLE FIELD...
  local kind=$1 name=$2; shift 2
  while (( $# > 0 )); do say "$(printf '%-10s %s' "$1:" "$(field "$kind" "$name" "$2")")"; shift 2; done
}

why() { kubectl get "$1" "$2" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].message}'; } # KIND NAME

verdict() { # KIND CONDITION
  case $(kubectl get "$1" "$namespace" -o "jsonpath={.status.conditions[?(@.type==\"$2\")].status}") in
    True) echo met ;;
    False) echo "NOT MET" ;;
    *) echo "not judged" ;;
  esac
}

# A line whenever what the status says has changed, and every 20 seconds, until the end of the work. Bounded: half an hour.
follow() { # KIND NAME
  local now='' last='' started=$SECONDS said=$SECONDS
  while (( SECONDS - started < 1800 )); do
    now=$(kubectl get "$1" "$2" -o 'jsonpath={.status.phase} {.status.progress} {.status.read}{.status.restored}')
    if [[ $now != "$last" ]] || (( SECONDS - said >= 20 )); then
      say "$2: $now ($(( SECONDS - started )) s)"
      said=$SECONDS last=$now
    fi
    case $now in Succeeded*|Failed*|Cancelled*) return ;; esac
    sleep 1
  done
  die "$1 $2 did not end in half an hour"
}
