# shellcheck shell=bash
# What the demo applies to the cluster. Needs the exports of raise.sh, $namespace and $state.

readonly system=backup-operator-system bucket=demo-backups

install_operator() {
  local version; version=$(command kubectl get --raw /version | jq -r .gitVersion)
  begin_step "installing the operator"
  if (( $(sed -E 's/^v1\.([0-9]+).*/\1/' <<<"$version") < 30 )); then
    say "the chart asks for Kubernetes 1.30 or newer and this cluster is $version: installing by kubectl and kustomize," \
      "which is enough for the demo; rules that its API server does not know are checked by the manager alone"
    install_by_kustomize
  elif command -v helm >/dev/null; then
    install_by_helm
  else
    say "there is no helm: installing by kubectl and kustomize"
    install_by_kustomize
  fi
  end_step
}

install_by_helm() {
  helm upgrade --install backup-operator "$checkout/charts/backup-operator" --namespace "$system" --create-namespace \
    --set "image.repository=${BACKUPOPERATOR_TEST_IMAGE%:*},image.tag=${BACKUPOPERATOR_TEST_IMAGE##*:}" --wait --timeout 5m >&2
}

install_by_kustomize() {
  # Kubernetes before 1.25 knows no validation rules in definitions: it drops them, but its kubectl refuses them.
  "$here/kustomize.sh" "$BACKUPOPERATOR_TEST_IMAGE" | command kubectl apply --validate=false -f - >&2
  command kubectl -n "$system" rollout status deployment/backup-operator --timeout 5m >&2
}

# Values of Secrets go through files: arguments can be read by every process of the machine.
make_tenant() {
  write_pgpass
  command kubectl create namespace "$namespace" --dry-run=client -o yaml | command kubectl apply -f - >&2
  command kubectl label namespace "$namespace" pod-security.kubernetes.io/enforce=restricted --overwrite >&2
  printf '%s' "$BACKUPOPERATOR_TEST_HOST" > "$state/host"
  server port | tr -d '\n' > "$state/port"
  server user | tr -d '\n' > "$state/user"
  [[ -f $state/key ]] || ( umask 077; head -c 32 /dev/urandom | base64 > "$state/key" )
  make_secret store --from-file=accessKeyId="$BACKUPOPERATOR_TEST_S3_ACCESS_KEY_FILE" \
    --from-file=secretAccessKey="$BACKUPOPERATOR_TEST_S3_SECRET_KEY_FILE"
  make_secret db --from-file=host="$state/host" --from-file=port="$state/port" --from-file=username="$state/user" \
    --from-file=password="$(server passwordFile)" --from-file=ca.crt="$(server caFile)"
  make_secret key --from-file=key="$state/key"
  make_bucket "$bucket"
}

make_secret() { # NAME FLAG...
  kubectl create secret generic "$@" --dry-run=client -o yaml | kubectl apply -f - >&2
}

apply_policy() {
  kubectl apply -f - >&2 <<X
apiVersion: backupoperator.io/v1alpha1
kind: BackupStorageLocation
metadata: {name: primary}
spec:
  s3:
    bucket: $bucket
    endpoint: http://$BACKUPOPERATOR_TEST_HOST:${BACKUPOPERATOR_TEST_S3_ENDPOINT##*:}
    region: $BACKUPOPERATOR_TEST_S3_REGION
    forcePathStyle: true
    credentialsSecretName: store
---
apiVersion: backupoperator.io/v1alpha1
kind: BackupPolicy
metadata: {name: $namespace}
spec:
  timeZone: Europe/Berlin
  schedules:
    - {name: nightly, cron: "0 1 * * *", jitter: 10m}
  sources:
    - name: shop
      postgres:
        connection: {secretName: db}
        databases: [shop]
  storage:
    - {locationName: primary}
  encryption: {keySecretName: key}
  objectives: {rpo: 25h, rto: 30m}
X
  begin_step "waiting until the location was tried and the policy is ready"
  kubectl wait --for=condition=Ready --timeout=3m backupstoragelocation/primary "backuppolicy/$namespace" >&2
  end_step
  show kubectl get backupstoragelocations,backuppolicies
}

create_execution() {
  local created
  created=$(kubectl create -o name -f - <<X
apiVersion: backupoperator.io/v1alpha1
kind: BackupExecution
metadata: {generateName: $namespace-manual-}
spec: {policyName: $namespace}
X
  )
  echo "${created#*/}"
}

apply_restore() {
  kubectl delete restoreoperation "$namespace" --ignore-not-found >&2
  kubectl apply -f - >&2 <<X
apiVersion: backupoperator.io/v1alpha1
kind: RestoreOperation
metadata: {name: $namespace}
spec:
  backup: {policyName: $namespace}
  target:
    postgres:
      connection: {secretName: db}
      databases: [{name: shop}]
X
}
