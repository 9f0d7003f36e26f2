# shellcheck shell=bash
# Ports below the range that the kernel hands to clients, so that a free one stays free until its server takes it.

free_port() {
  local port i
  for (( i = 0; i < 200; i++ )); do
    port=$(( 12000 + (RANDOM * 32768 + RANDOM) % 20000 ))
    [[ -n $(ss -Hltn "sport = :$port") ]] || { echo "$port"; return; }
  done
  return 1
}
