#!/usr/bin/env bash
# A real S3 server from the distribution: Ceph RGW over one object daemon that keeps everything in memory.
# About 140 MB resident, up in about 15 s. Bucket names have at least three characters.
# Usage: object-store.sh up|env|down STATE_DIR | drop STATE_DIR BUCKET
#        OBJECT_STORE_BYTES: how much it holds (8 GiB by default)
. "$(dirname "$0")/lib/prelude.sh"
readonly daemons=(radosgw osd.0 mon.a) quota_bytes=$(( 8 * 1024 * 1024 ))

answers() { curl -sf --max-time 2 "http://127.0.0.1:$(<"$state/port")"; }

is_up() {
  local daemon
  for daemon in "${daemons[@]}"; do process_runs "$state" "$daemon" || return 1; done
  [[ -f $state/ready ]] && answers >/dev/null
}

write_configuration() { # ADDRESS_OF_MONITOR FSID
  cat > "$state/ceph.conf" <<X
[global]
fsid = $2
mon host = $1
mon initial members = a
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 1
mon data avail warn = 2
run dir = $state/run
log file = $state/logs/\$name.log
admin socket = $state/run/\$name.\$pid.asok
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = $state/\$name.keyring
[mon.a]
mon data = $state/mon
[osd.0]
osd data = $state/osd
osd objectstore = memstore
memstore device bytes = ${OBJECT_STORE_BYTES:-8589934592}
[client.rgw]
rgw data = $state/rgw
rgw frontends = beast endpoint=0.0.0.0:$(<"$state/port") ssl_endpoint=0.0.0.0:$(<"$state/tls-port") ssl_certificate=$state/tls/server.crt ssl_private_key=$state/tls/server.key
# A quota is counted in a cache; without these it would be noticed minutes late.
rgw bucket quota ttl = 0
rgw user quota bucket sync interval = 1
rgw user quota sync interval = 1
X
}

start_monitor() { # ADDRESS FSID
  ( umask 077; cd "$state"
    ceph-authtool --create-keyring mon.keyring --gen-key -n mon. --cap mon 'allow *'
    ceph-authtool --create-keyring client.admin.keyring --gen-key -n client.admin \
      --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
    ceph-authtool mon.keyring --import-keyring client.admin.keyring
    monmaptool --create --fsid "$2" --addv a "$1" monmap
    ceph-mon --mkfs -i a --monmap monmap --keyring mon.keyring
  ) >"$state/logs/prepare.log" 2>&1
  start_process "$state" mon.a ceph-mon -f -i a
  wait_until 240 "the monitor" "$state/logs/mon.a.log" timeout 30 ceph mon stat
}

start_object_daemon() {
  # The same id for 'osd new' and for mkfs, or the daemon never comes up.
  local id; id=$(</proc/sys/kernel/random/uuid)
  ( umask 077; cd "$state"
    ceph osd new "$id"
    ceph auth get-or-create osd.0 mon 'allow profile osd' osd 'allow *' mgr 'allow profile osd' -o osd.0.keyring
    ceph auth get-or-create client.rgw mon 'allow rw' osd 'allow rwx' -o client.rgw.keyring
    ceph-osd -i 0 --mkfs --osd-uuid "$id"
  ) >>"$state/logs/prepare.log" 2>&1
  start_process "$state" osd.0 ceph-osd -f -i 0
}

# The keys reach radosgw-admin by a file of metadata, not by its arguments, which anybody could read.
add_user() { # NAME FILE_PREFIX
  local access secret; access=$(random_key 10); secret=$(random_key 20)
  ( umask 077; printf '%s' "$access" > "$state/$2access-key"; printf '%s' "$secret" > "$state/$2secret-key"
    cat > "$state/user.json" <<X
{"key": "user:$1", "ver": {"tag": "first", "ver": 1}, "mtime": "$(date -u +%FT%TZ)", "data": {
  "user_id": "$1", "display_name": "$1", "email": "", "suspended": 0, "max_buckets": 1000, "subusers": [], "swift_keys": [],
  "keys": [{"user": "$1", "access_key": "$access", "secret_key": "$secret"}], "caps": [], "op_mask": "read, write, delete",
  "default_placement": "", "default_storage_class": "", "placement_tags": [], "temp_url_keys": [], "type": "rgw", "mfa_ids": []}}
X
  )
  timeout 180 radosgw-admin metadata put "user:$1" < "$state/user.json" >>"$state/logs/prepare.log" 2>&1
  rm -f "$state/user.json"
}

limit_user() { # NAME
  timeout 180 radosgw-admin quota set --quota-scope=user --uid="$1" --max-size="$quota_bytes" >>"$state/logs/prepare.log" 2>&1
  timeout 180 radosgw-admin quota enable --quota-scope=user --uid="$1" >>"$state/logs/prepare.log" 2>&1
}

up() {
  install_packages ceph-mon ceph-osd radosgw ceph-common curl openssl iproute2
  ! is_up || { say "the object store of $state already runs"; return 0; }
  remove
  remove_on_failure "$state" "the object store"
  make_state "$state"; mkdir -p "$state"/{mon,osd,rgw,run,logs}
  free_port > "$state/port"; free_port > "$state/tls-port"
  make_authority "$state/tls" object-store-authority
  issue_server_certificate "$state/tls" server
  local fsid address; fsid=$(</proc/sys/kernel/random/uuid)
  address="[v2:127.0.0.1:$(free_port),v1:127.0.0.1:$(free_port)]"
  write_configuration "$address" "$fsid"
  export CEPH_CONF=$state/ceph.conf
  start_monitor "$address" "$fsid"
  start_object_daemon
  start_process "$state" radosgw radosgw -f -n client.rgw
  wait_until 240 "the object gateway" "$state/logs/radosgw.log" answers
  add_user backup ''
  add_user full full-
  limit_user full
  touch "$state/ready"
  came_up
  say "S3 at http://127.0.0.1:$(<"$state/port") and https://127.0.0.1:$(<"$state/tls-port")"
}

remove() {
  local daemon
  # Nothing in it is meant to last: no orderly shutdown.
  for daemon in "${daemons[@]}"; do stop_process "$state" "$daemon" KILL; done
  remove_state "$state"
}

show() {
  [[ -f $state/ready ]] || die "no object store in $state: run object-store.sh up $state"
  local prefix=BACKUPOPERATOR_TEST_S3
  print_exports "${prefix}_ENDPOINT=http://127.0.0.1:$(<"$state/port")" "${prefix}_REGION=us-east-1" \
    "${prefix}_TLS_ENDPOINT=https://127.0.0.1:$(<"$state/tls-port")" "${prefix}_CA_FILE=$state/tls/ca.crt" \
    "${prefix}_ACCESS_KEY_FILE=$state/access-key" "${prefix}_SECRET_KEY_FILE=$state/secret-key" \
    "${prefix}_FULL_ACCESS_KEY_FILE=$state/full-access-key" "${prefix}_FULL_SECRET_KEY_FILE=$state/full-secret-key"
}

# Its objects are gone at once: deleted through S3 their bytes would be kept for hours.
drop() { # BUCKET
  CEPH_CONF=$state/ceph.conf timeout 300 radosgw-admin bucket rm --bucket="$1" --purge-objects --bypass-gc \
    >>"$state/logs/drop.log" 2>&1 || die "cannot drop bucket $1: read $state/logs/drop.log"
}

readonly usage="usage: object-store.sh up|env|down STATE_DIR | drop STATE_DIR BUCKET"
state=$(realpath -m "${2:?$usage}")
case $1 in
  up) up ;;
  env) show ;;
  down) remove ;;
  drop) drop "${3:?$usage}" ;;
  *) die "$usage" ;;
esac
