# shellcheck shell=bash
# A backup and a complete read-back by this project's agent. Needs $state and the exports of raise.sh.

publish_agent() {
  dotnet publish "$checkout/src/BackupOperator.Agent" -c Release -r linux-x64 --self-contained \
    --artifacts-path "$checkout/out/publish" -o "$state/agent" -v quiet -nologo >&2
}

# Secrets as their volumes show them: one file for each key.
write_secrets() {
  local folder
  for folder in store db key; do mkdir -p -m 700 "$state/secrets/$folder"; done
  cp "$BACKUPOPERATOR_TEST_S3_ACCESS_KEY_FILE" "$state/secrets/store/accessKeyId"
  cp "$BACKUPOPERATOR_TEST_S3_SECRET_KEY_FILE" "$state/secrets/store/secretAccessKey"
  printf '127.0.0.1' > "$state/secrets/db/host"
  server port | tr -d '\n' > "$state/secrets/db/port"
  server user | tr -d '\n' > "$state/secrets/db/username"
  cp "$(server passwordFile)" "$state/secrets/db/password"
  head -c 32 /dev/urandom | base64 > "$state/secrets/key/key"
}

write_task() { # VERB SECTION BUCKET: the task on standard output
  jq -n --arg verb "$1" --argjson section "$2" --arg bucket "$3" --arg secrets "$state/secrets" \
    --arg endpoint "$BACKUPOPERATOR_TEST_S3_ENDPOINT" --arg region "$BACKUPOPERATOR_TEST_S3_REGION" '
    {contractVersion: 1, verb: $verb, requestedBy: "bench",
     store: {locationName: "bench", credentials: {secretName: "store", path: "\($secrets)/store"},
       s3: {bucket: $bucket, endpoint: $endpoint, region: $region, forcePathStyle: true, checksumMode: "WhenRequired",
            credentialsSecretName: "store"}},
     key: {secretName: "key", path: "\($secrets)/key"}} + $section'
}

run_agent() { # BUCKET
  local identity='{"policyUid": "bench", "policyName": "bench", "namespace": "bench", "backup": "bench"}'
  write_secrets
  make_bucket "$1"
  write_task Backup "{\"backup\": {\"identity\": $identity, \"compression\": {\"algorithm\": \"zstd\", \"level\": 3},
    \"source\": {\"name\": \"shop\", \"postgres\": {\"connection\": {\"secretName\": \"db\"}, \"databases\": [\"shop\"], \"rowCounts\": \"Estimated\"}},
    \"connection\": {\"secretName\": \"db\", \"path\": \"$state/secrets/db\"}}}" "$1" > "$state/task.json"
  measure agent backup env BACKUPOPERATOR_TERMINATION_MESSAGE="$state/result.json" "$state/agent/agent" backup --task "$state/task.json"
  stored agent "$1"
  write_task Commit "{\"commit\": {\"identity\": $identity, \"executionName\": \"bench\", \"executionUid\": \"bench\",
    \"startTime\": \"2026-01-01T00:00:00Z\", \"compression\": {\"algorithm\": \"zstd\", \"level\": 3}, \"sources\": [$(jq -c .backup "$state/result.json")]}}" \
    "$1" > "$state/task.json"
  measure agent commit "$state/agent/agent" commit --task "$state/task.json"
  write_task Check '{"check": {"policyUid": "bench", "backup": "bench"}}' "$1" > "$state/task.json"
  measure agent read-back "$state/agent/agent" check --task "$state/task.json"
}
