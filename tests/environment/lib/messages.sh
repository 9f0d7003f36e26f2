# shellcheck shell=bash
# What a person sees goes to standard error: standard output is for what a caller evaluates.

say() { printf '%(%H:%M:%S)T  %s\n' -1 "$*" >&2; }

die() { say "error: $*"; exit 1; }
