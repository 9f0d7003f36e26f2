# shellcheck shell=bash
# What no backup can be faster than: each of its parts alone. Needs $state.

measure_limits() {
  local plain=$state/memory/plain
  if [[ $work == tree ]]; then
    measure_script limit read 'find "$1" -type f -print0 | xargs -0 cat > /dev/null' "$tree"
    measure_script limit lstat 'find "$1" -printf "%s\n" > /dev/null' "$tree"
    measure limit cp cp -a "$tree" "$restored"
    rm -rf "$restored"
    tar -C "$state/data" -cf "$plain" tree
  else
    measure_script limit pg_dump '"$1/pg_dump" --format=custom --compress=0 "$2" > /dev/null' \
      "$(server binDirectory)" "$database"
    pg_dump_of "$database" > "$plain"
  fi
  measure_script limit zstd 'zstd -3 -T2 --quiet < "$1" > /dev/null' "$plain"
  measure_script limit openssl 'openssl enc -aes-256-ctr -pbkdf2 -pass "file:$2" < "$1" > /dev/null' \
    "$plain" "$state/secrets/key"
  rm -f "$plain"
}
