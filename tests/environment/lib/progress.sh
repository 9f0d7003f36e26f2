# shellcheck shell=bash
# Signs of life: while a long step goes on, a line every half minute says which one and since when. Needs messages.sh.

ticker=''

# The function, when one is named, prints what there is to say about the step at that moment.
begin_step() { # WHAT [FUNCTION]
  end_step
  local owner=$BASHPID
  tick "$owner" "$@" &
  ticker=$!
  disown "$ticker"
}

end_step() {
  [[ -n $ticker ]] || return 0
  kill "$ticker" 2>/dev/null || true
  ticker=''
}

# It ends by itself a second after its owner, however that ended: whoever reads our output waits for all who may write.
tick() { # OWNER WHAT [FUNCTION]
  local started=$SECONDS next=$(( SECONDS + 30 ))
  while sleep 1 && kill -0 "$1" 2>/dev/null; do
    (( SECONDS >= next )) || continue
    say "  still $2, $(( SECONDS - started )) s so far${3:+: $("$3")}"
    next=$(( SECONDS + 30 ))
  done
}
