# shellcheck shell=bash
# Sums up what was measured. Needs $state.

# Bytes of all objects of a bucket, page by page.
stored() { # NAME BUCKET
  local token='' page total=0
  while :; do
    page=$(s3 GET "$2?${token:+continuation-token=$token&}list-type=2")
    total=$(( total + $(grep -oE '<Size>[0-9]+' <<<"$page" | cut -c7- | paste -sd+ | bc) ))
    token=$({ grep -oE '<NextContinuationToken>[^<]+' <<<"$page" || true; } | cut -c24- | jq -sRr 'rtrimstr("\n") | @uri')
    [[ -n $token ]] || break
  done
  echo "$1 stored $total" >> "$state/times"
}

median() { # NAME STEP EXPRESSION over awk fields
  awk -v name="$1" -v step="$2" "\$1 == name && \$2 == step {print $3}" "$state/times" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}

row() { # TITLE STEP EXPRESSION UNIT
  local ours theirs; ours=$(median agent "$2" "$3") theirs=$(median restic "$2" "$3")
  awk -v title="$1" -v a="$ours" -v b="$theirs" -v unit="$4" 'BEGIN {printf "%-28s %12.1f %12.1f  %-4s %8.2f\n", title, a, b, unit, b ? a / b : 0}'
}

report() {
  printf '\n%-28s %12s %12s  %-4s %8s\n' "median of $rounds, $megabytes MB" agent "restic $(restic version | awk '{print $2}')" '' ratio
  row 'backup: wall time' backup '$3' s
  row 'backup: CPU time' backup '$4 + $5' s
  row 'backup: peak memory' backup '$6 / 1024' MiB
  row 'read back: wall time' read-back '$3' s
  row 'read back: CPU time' read-back '$4 + $5' s
  row 'read back: peak memory' read-back '$6 / 1024' MiB
  row 'stored' stored '$3 / 1048576' MiB
  echo 'ratio: agent / restic; below 1 is better for the agent. CPU and memory include pg_dump on both sides; the agent also'
  echo 'has pg_restore read every dump on its way back.'
}
