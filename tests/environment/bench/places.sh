# shellcheck shell=bash
# Where backups go, one place for each contender, and where they are restored to. Needs $state, $store, $work.

readonly restored=$state/memory/restored

folder_of() { echo "$state/repositories/$work-$1"; } # CONTENDER

bucket_of() { echo "bench-$work-$1"; } # CONTENDER

make_place() { # CONTENDER
  if [[ $store == s3 ]]; then make_bucket "$(bucket_of "$1")"; return; fi
  mkdir -p "$(folder_of "$1")"
}

# Deletes at once: what the server collects later would still fill its memory.
remove_place() { # CONTENDER
  rm -rf "$(folder_of "$1")"
  [[ $store != s3 ]] || "$here/object-store.sh" drop "$state/object-store" "$(bucket_of "$1")"
}

# Bytes of all objects of a bucket, page by page.
bucket_bytes() { # BUCKET
  local token='' page total=0
  while :; do
    page=$(s3 GET "$1?${token:+continuation-token=$token&}list-type=2")
    total=$(( total + $(grep -oE '<Size>[0-9]+' <<<"$page" | cut -c7- | paste -sd+ | bc) ))
    token=$({ grep -oE '<NextContinuationToken>[^<]+' <<<"$page" || true; } | cut -c24- \
      | jq -sRr 'rtrimstr("\n") | @uri')
    [[ -n $token ]] || break
  done
  echo "$total"
}

# A file system of its own in memory: one that has seen many files deleted creates new ones far slower.
mount_memory() {
  mkdir -p "$state/memory"
  mountpoint -q "$state/memory" || mount -t tmpfs -o mode=755 backupoperator-bench "$state/memory" \
    || die "no file system in memory can be mounted for the restores: run as root"
}

unmount_memory() { ! mountpoint -q "$state/memory" || umount --lazy "$state/memory"; }

make_target() { # CONTENDER
  case $work-$1 in
    tree-*) mkdir -p "$restored" ;;
    dump-pgbackrest) install -d -m 700 -o postgres -g postgres "$restored" ;;
    dump-product) ;;
    dump-*) echo 'CREATE DATABASE restored TEMPLATE template0' | sql postgres ;;
  esac
}

remove_target() { # CONTENDER
  [[ $work == tree || $1 == pgbackrest ]] || echo 'DROP DATABASE restored WITH (FORCE)' | sql postgres
  rm -rf "$restored"
}

# Where below the target the tree lies: some keep its whole path.
restored_below() { # CONTENDER
  case $1 in
    restic) echo "$tree" ;;
    *-pipeline) echo /tree ;;
  esac
}

# A benchmark of restores that bring something else back would be worth nothing. Once for each contender and place.
verify_target() { # CONTENDER
  (( round == 1 )) || return 0
  if [[ $work == tree ]]; then
    diff -r "$tree" "$restored$(restored_below "$1")" > "$state/logs/difference" 2>&1
  elif [[ $1 != pgbackrest ]]; then
    diff <(fingerprint_of "$database") <(fingerprint_of restored) > "$state/logs/difference" 2>&1
  fi || { head -n 5 "$state/logs/difference" >&2; die "what $1 restored ($store $work) is not what was backed up"; }
}
