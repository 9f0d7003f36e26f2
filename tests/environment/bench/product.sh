# shellcheck shell=bash
# This project's own libraries, as the agent uses them. Needs $program and the exports of the environment.

prepare_product() {
  local folder=$state/secrets/database
  mkdir -p -m 700 "$folder"
  printf '127.0.0.1' > "$folder/host"
  server port | tr -d '\n' > "$folder/port"
  server user | tr -d '\n' > "$folder/username"
  cp "$(server passwordFile)" "$folder/password"
  title product backup operator
}

product_location() {
  if [[ $store == local ]]; then printf '%s\n' --store "$(folder_of product)"; return; fi
  printf '%s\n' --bucket "$(bucket_of product)" --endpoint "$BACKUPOPERATOR_TEST_S3_ENDPOINT" \
    --region "$BACKUPOPERATOR_TEST_S3_REGION" --access-key-file "$BACKUPOPERATOR_TEST_S3_ACCESS_KEY_FILE" \
    --secret-key-file "$BACKUPOPERATOR_TEST_S3_SECRET_KEY_FILE"
}

run_product() { # STEP
  local verb=$1 kind=tree options=(--key-file "$state/secrets/key" --memory-file "$state/total") location source
  mapfile -t location < <(product_location)
  source=(--folder "$tree")
  [[ $work == tree ]] || { kind=database source=(--connection "$state/secrets/database" --database "$database"); }
  case $verb in
    first) options+=("${source[@]}" --backup first); verb=backup-$kind ;;
    unchanged) options+=("${source[@]}" --backup unchanged --base first); verb=backup-$kind ;;
    changed) options+=("${source[@]}" --backup changed --base unchanged); verb=backup-$kind ;;
    check) options+=(--backup changed) ;;
    restore) options+=(--backup changed); verb=restore-$kind
      if [[ $work == tree ]]; then source=(--folder "$restored"); else source+=(--target restored); fi
      options+=("${source[@]}") ;;
  esac
  measure product "$1" "$program" "$verb" "${location[@]}" "${options[@]}"
}
