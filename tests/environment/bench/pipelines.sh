# shellcheck shell=bash
# What people put together in a shell: read, compress, encrypt, upload. Needs $state and the exports of the environment.

prepare_zstd_pipeline() { title zstd-pipeline "zstd -3 -T2 | openssl"; }

prepare_gzip_pipeline() { title gzip-pipeline "gzip -9 | openssl"; }

run_zstd_pipeline() { run_pipeline zstd-pipeline "$1" 'zstd -3 -T2 --quiet' 'zstd -dc' 'zstd --test --quiet'; } # STEP

run_gzip_pipeline() { run_pipeline gzip-pipeline "$1" 'gzip -9' 'gzip -dc' 'gzip --test'; } # STEP

run_pipeline() { # CONTENDER STEP COMPRESS DECOMPRESS TEST
  local seal="openssl enc -aes-256-ctr -pbkdf2 -pass file:$state/secrets/key" read unpack
  read=$([[ $work == tree ]] && echo "tar -C '$state/data' -cf - tree" \
    || echo "'$(server binDirectory)/pg_dump' --format=custom --compress=0 $database")
  unpack=$([[ $work == tree ]] && echo "tar -C '$restored' -xf -" \
    || echo "'$(server binDirectory)/pg_restore' --dbname restored")
  case $2 in
    check) measure_script "$1" check "$(download "$1") | $seal -d | $5" ;;
    restore) measure_script "$1" restore "$(download "$1") | $seal -d | $4 | $unpack" ;;
    *) measure_script "$1" "$2" "$read | $3 | $seal | $(upload "$1" "$2")" ;;
  esac
}

upload() { # CONTENDER STEP
  [[ $store == s3 ]] && echo "rclone rcat s3:$(bucket_of "$1")/$2" || echo "cat > '$(folder_of "$1")/$2'"
}

# The last one.
download() { # CONTENDER
  [[ $store == s3 ]] && echo "rclone cat s3:$(bucket_of "$1")/changed" || echo "cat '$(folder_of "$1")/changed'"
}

# Keys come from the environment that restic has them from too.
configure_rclone() {
  # It refuses to start with one; the server here is spoken to in the clear.
  unset AWS_CA_BUNDLE
  export RCLONE_CONFIG=$state/rclone.conf RCLONE_CONFIG_S3_TYPE=s3 RCLONE_CONFIG_S3_PROVIDER=Ceph \
    RCLONE_CONFIG_S3_ENV_AUTH=true RCLONE_CONFIG_S3_ENDPOINT=$BACKUPOPERATOR_TEST_S3_ENDPOINT \
    RCLONE_CONFIG_S3_REGION=$BACKUPOPERATOR_TEST_S3_REGION RCLONE_S3_NO_CHECK_BUCKET=true
  touch "$RCLONE_CONFIG"
}
