# shellcheck shell=bash
# restic as its users have it: its default compression, its cache. Needs $restic_program and $state.

prepare_restic() { title restic "$("$restic_program" version | awk '{print $1, $2}')"; }

begin_restic() {
  rm -rf "$state/restic-cache"
  export RESTIC_PASSWORD_FILE=$state/secrets/key RESTIC_CACHE_DIR=$state/restic-cache
  RESTIC_REPOSITORY=$(folder_of restic)
  [[ $store == local ]] || RESTIC_REPOSITORY=s3:$BACKUPOPERATOR_TEST_S3_ENDPOINT/$(bucket_of restic)
  export RESTIC_REPOSITORY
  quietly restic-init "$restic_program" init
}

run_restic() { # STEP
  case $work-$1 in
    *-check) measure restic check "$restic_program" check --quiet --read-data ;;
    tree-restore) measure restic restore "$restic_program" restore latest --quiet --target "$restored" ;;
    tree-*) measure restic "$1" "$restic_program" backup --quiet "$tree" ;;
    dump-restore) measure_script restic restore '"$1" dump latest shop.dump | "$2/pg_restore" --dbname restored' \
      "$restic_program" "$(server binDirectory)" ;;
    dump-*) measure_script restic "$1" \
      '"$2/pg_dump" --format=custom --compress=0 "$3" | "$1" backup --quiet --stdin --stdin-filename shop.dump' \
      "$restic_program" "$(server binDirectory)" "$database" ;;
  esac
}
