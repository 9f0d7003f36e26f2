# shellcheck shell=bash
# The same by pg_dump and restic: encrypted, deduplicated, compressed at restic's default level; then read back whole.

run_restic() { # BUCKET
  export RESTIC_REPOSITORY=s3:$BACKUPOPERATOR_TEST_S3_ENDPOINT/$1 RESTIC_PASSWORD_FILE=$state/secrets/key/key
  make_bucket "$1"
  restic init --quiet --repository-version 2 > "$state/restic-init.log" 2>&1 || die "restic init failed: read $state/restic-init.log"
  measure restic backup bash -c 'set -o pipefail
    pg_dump --format=custom --compress=0 --host 127.0.0.1 --port "$1" --username "$2" shop | restic backup --quiet --no-cache --stdin' \
    restic "$(server port)" "$(server user)"
  stored restic "$1"
  measure restic read-back restic check --quiet --no-cache --read-data
}
