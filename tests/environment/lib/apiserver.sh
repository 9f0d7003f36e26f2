# shellcheck shell=bash
# What an API server and its clients are started with: certificates, service account key, kubeconfigs.

# Writes STATE/pki for a server under the given names.
make_cluster_pki() { # STATE ALTERNATIVE_NAMES
  make_authority "$1/pki" cluster-authority
  issue_certificate "$1/pki" apiserver /CN=kube-apiserver "$2"
  ( umask 077; openssl ecparam -name prime256v1 -genkey -noout -out "$1/pki/sa.key" )
  issue_certificate "$1/pki" admin /O=system:masters/CN=admin DNS:admin
}

# Certificates and keys are inside the file, so that it works from any folder.
write_kubeconfig() { # STATE NAME SERVER: writes STATE/NAME.kubeconfig for the certificate NAME
  local pki=$1/pki
  ( umask 077; cat > "$1/$2.kubeconfig" <<X
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "$3", certificate-authority-data: $(base64 -w0 "$pki/ca.crt")}}]
users: [{name: $2, user: {client-certificate-data: $(base64 -w0 "$pki/$2.crt"), client-key-data: $(base64 -w0 "$pki/$2.key")}}]
contexts: [{name: local, context: {cluster: local, user: $2}}]
current-context: local
X
  )
}

# The flags that every API server of ours has; the caller adds addresses and ports.
apiserver_flags() { # STATE
  printf '%s\n' --tls-cert-file="$1/pki/apiserver.crt" --tls-private-key-file="$1/pki/apiserver.key" \
    --client-ca-file="$1/pki/ca.crt" --cert-dir="$1/pki" --allow-privileged=true \
    --service-account-key-file="$1/pki/sa.key" --service-account-signing-key-file="$1/pki/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc --profiling=false
}
