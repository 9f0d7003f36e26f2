#!/usr/bin/env bash
# The main job before your eyes, on real parts: raises a cluster (or uses that of KUBECONFIG), a database and an S3
# server, installs the operator, applies a policy, backs up, verifies, destroys the database, restores it, proves the
# content equal, and shows recovery point and recovery time against their objectives. Everything stays for you to look
# at; make down removes it.
# Usage: demo.sh      DEMO_MEGABYTES: size of the database (1100 by default, which is 1 GB and some)
. "$(dirname "$0")/lib/prelude.sh"
for piece in database store operator show; do . "$here/demo/$piece.sh"; done
readonly state=$state_root/demo namespace=demo megabytes=${DEMO_MEGABYTES:-1100}

raise() {
  step 1 "a cluster, a database server, an S3 server, the operator's image"
  say "a minute or two as a rule. The first time on a machine it takes ten to twenty: packages are installed, the image and" \
    "its base are built, and Kubernetes is compiled where there is none; all of that is kept in $cache"
  BACKUPOPERATOR_PARTS="object-store postgres cluster image" "$here/raise.sh" up "$state"
  local exports; exports=$("$here/raise.sh" env "$state")
  eval "$exports"
  local part; for part in KUBECONFIG BACKUPOPERATOR_TEST_S3_ENDPOINT BACKUPOPERATOR_TEST_POSTGRES BACKUPOPERATOR_TEST_IMAGE; do
    [[ -n ${!part:-} ]] || die "the demo cannot go on: what $part names did not come up (see above)"
  done
}

back_up() {
  step 4 "a backup, now: a minute for a gigabyte as a rule, reading everything back included"
  local name; name=$(create_execution)
  follow backupexecution "$name"
  show kubectl get backupexecutions "$name"
  show_fields backupexecution "$name" Phase phase Read read Stored stored 'Bytes/s' readBytesPerSecond Rows rows \
    Duration duration Integrity integrity Location storage.address
  [[ $(field backupexecution "$name" phase) == Succeeded ]] || die "the backup did not succeed: $(why backupexecution "$name")"
}

destroy_and_restore() {
  step 5 "the disaster: the database is dropped"
  fingerprint > "$state/before"
  drop_database
  say "databases left: $(list_databases)"
  step 6 "the restore: about as long as the backup"
  apply_restore
  follow restoreoperation "$namespace"
  show kubectl get restoreoperations
  [[ $(field restoreoperation "$namespace" phase) == Succeeded ]] || die "the restore did not succeed: $(why restoreoperation "$namespace")"
}

prove() {
  step 7 "the proof: rows and checksum of every table"
  fingerprint > "$state/after"
  cat "$state/after" >&2
  cmp "$state/before" "$state/after" || die "the restored content differs from the original: compare $state/before and $state/after"
  say "equal to the original, table by table"
}

judge() {
  step 8 "the objectives"
  show kubectl get backuppolicies
  local point; point=$(field backuppolicy "$namespace" recoveryPoint)
  say "recovery point: $point, age $(($(date +%s) - $(date -d "$point" +%s)))s," \
    "objective $(kubectl get backuppolicy "$namespace" -o 'jsonpath={.spec.objectives.rpo}'): $(verdict backuppolicy RecoveryPointObjectiveMet)"
  say "recovery time:  $(field restoreoperation "$namespace" duration)," \
    "objective $(field restoreoperation "$namespace" recoveryTimeObjective): $(verdict restoreoperation RecoveryTimeObjectiveMet)"
  begin_step "waiting until every stored backup was opened with the keys at hand"
  kubectl wait --for=condition=BackupsOpenable --timeout=2m "backuppolicy/$namespace" >&2
  end_step
  say "in the store:   $(field backuppolicy "$namespace" statistics.backups) backup(s)," \
    "$(field backuppolicy "$namespace" statistics.source) as $(field backuppolicy "$namespace" statistics.stored);" \
    "opened by the keys at hand: $(field backuppolicy "$namespace" escrow.openable)"
  say "look around:    export KUBECONFIG=$KUBECONFIG; $(type -P kubectl) -n $namespace get backup"
  say "remove it all:  make down"
}

raise
kubectl() { command kubectl --namespace "$namespace" "$@"; }
step 2 "the operator"
install_operator
step 3 "a database of $megabytes MB, a location, a policy"
make_tenant
fill_database
apply_policy
back_up
destroy_and_restore
prove
judge
