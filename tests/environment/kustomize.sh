#!/usr/bin/env bash
# Prints config/default with the given image, for the cluster of KUBECONFIG: what its server does not know is left out, with
# a word for each. The project promises Kubernetes 1.30 and newer; this is for the demo and the tests on the 1.20 that a
# machine without newer tools builds for itself.
# Usage: kustomize.sh IMAGE | kubectl apply --validate=false -f -
. "$(dirname "$0")/lib/prelude.sh"
PATH=${BACKUPOPERATOR_TEST_TOOLS:+$BACKUPOPERATOR_TEST_TOOLS:}$PATH

# Definitions pass, although their validation rules mean nothing before Kubernetes 1.25: the server drops the rules.
keep_known() { # KINDS
  awk -v kinds="$1" '
    function flush() {
      if (kind in known) printf "%s---\n", text
      else if (kind != "") printf "left out: this cluster knows no %s (%s)\n", kind, name > "/dev/stderr"
      text = kind = name = ""
    }
    BEGIN { count = split(kinds, list, " "); for (i = 1; i <= count; i++) known[list[i]] }
    /^---$/ { flush(); next }
    /^kind: / { kind = $2 }
    /^  name: / && name == "" { name = $2 }
    { text = text $0 "\n" }
    END { flush() }'
}

image=${1:?usage: kustomize.sh IMAGE}
kinds=$(kubectl api-resources --no-headers | awk '{ print $NF }' | sort -u | tr '\n' ' ')
kubectl kustomize "$checkout/config/default" | sed "s#image: backupoperator/backup-operator:.*#image: $image#" | keep_known "$kinds"
