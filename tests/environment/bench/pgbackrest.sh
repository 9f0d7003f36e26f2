# shellcheck shell=bash
# A physical backup of the same cluster, encrypted, as its documentation recommends for new repositories: small files
# bundled, large ones in blocks. Needs $pgbackrest_program and $state.

pgbackrest_setup() { echo "$state/pgbackrest/$store.conf"; }

readonly as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups
  env PGPASSFILE="$state/pgbackrest/pgpass")

measure_pgbackrest() { # STEP ARGUMENT...
  local step=$1; shift
  measure pgbackrest "$step" "${as_postgres[@]}" "$pgbackrest_program" \
    --config="$(pgbackrest_setup)" --stanza=bench "$@"
}

prepare_pgbackrest() {
  install -d -m 700 -o postgres -g postgres "$state/pgbackrest" "$state/pgbackrest"/{log,lock,spool}
  ( umask 077; printf '*:*:*:%s:%s\n' "$(server user)" "$(<"$(server passwordFile)")" > "$state/pgbackrest/pgpass" )
  chown postgres: "$state/pgbackrest/pgpass"
  title pgbackrest "$("$pgbackrest_program" version) physical"
  note "pgBackRest copies the files of the cluster, indexes included, with the WAL of its runs: another kind of backup"
}

write_pgbackrest_setup() {
  ( umask 077; cat > "$(pgbackrest_setup)" <<X
[global]
log-path=$state/pgbackrest/log
lock-path=$state/pgbackrest/lock
spool-path=$state/pgbackrest/spool
log-level-console=warn
process-max=2
start-fast=y
compress-type=zst
compress-level=3
repo1-bundle=y
repo1-block=y
repo1-retention-full=2
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=$(<"$state/secrets/key")
$(pgbackrest_place)
[bench]
pg1-path=$state/postgres/data
pg1-port=$(server port)
pg1-socket-path=$state/postgres/data
pg1-user=$(server user)
X
  )
  chown postgres: "$(pgbackrest_setup)"
}

# It speaks to S3 by TLS alone.
pgbackrest_place() {
  if [[ $store == local ]]; then echo "repo1-path=$(folder_of pgbackrest)"; return; fi
  cat <<X
repo1-type=s3
repo1-path=/repository
repo1-s3-bucket=$(bucket_of pgbackrest)
repo1-s3-endpoint=127.0.0.1
repo1-s3-region=$BACKUPOPERATOR_TEST_S3_REGION
repo1-s3-uri-style=path
repo1-s3-key=$AWS_ACCESS_KEY_ID
repo1-s3-key-secret=$AWS_SECRET_ACCESS_KEY
repo1-storage-port=${BACKUPOPERATOR_TEST_S3_TLS_ENDPOINT##*:}
repo1-storage-ca-file=$BACKUPOPERATOR_TEST_S3_CA_FILE
X
}

begin_pgbackrest() {
  [[ $store == s3 ]] || chown postgres: "$(folder_of pgbackrest)"
  write_pgbackrest_setup
  quietly pgbackrest-stanza "${as_postgres[@]}" "$pgbackrest_program" --config="$(pgbackrest_setup)" --stanza=bench \
    stanza-create
}

archive_by() { # COMMAND, quoted for SQL
  printf 'ALTER SYSTEM SET archive_command = %s;\nSELECT pg_reload_conf();\nSELECT pg_switch_wal();\n' "$1" \
    | sql postgres > /dev/null
  wait_until 300 "the archive" "$state/postgres/logs/postgres.log" archived
}

archived() {
  [[ $(echo "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'" | sql postgres) == 0 ]]
}

# WAL goes into its archive during its own runs alone: it would take processor time from those of others.
run_pgbackrest() { # STEP
  archive_by "'$pgbackrest_program --config=$(pgbackrest_setup) --stanza=bench archive-push \"%p\"'"
  case $1 in
    first) measure_pgbackrest first --type=full backup ;;
    check) measure_pgbackrest check verify ;;
    restore) measure_pgbackrest restore --pg1-path="$restored" restore ;;
    *) measure_pgbackrest "$1" --type=incr backup ;;
  esac
  archive_by "'/bin/true'"
}
