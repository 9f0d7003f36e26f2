# shellcheck shell=bash
# Certificate authorities that live as long as a state folder. Keys are readable by their owner alone.

# Address of this machine as pods of a cluster of ours see it: the same for every cluster, known before one is up.
host_address=198.18.0.1

make_authority() { # DIR NAME: writes ca.crt and ca.key
  mkdir -p "$1"
  ( umask 077; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=$2" \
      -keyout "$1/ca.key" -out "$1/ca.crt" 2>/dev/null )
  chmod 644 "$1/ca.crt"
}

issue_certificate() { # DIR NAME SUBJECT ALTERNATIVE_NAMES: writes NAME.crt and NAME.key
  local dir=$1 name=$2
  ( umask 077; openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "$3" \
      -keyout "$dir/$name.key" -out "$dir/$name.csr" 2>/dev/null )
  openssl x509 -req -in "$dir/$name.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial -days 30 -out "$dir/$name.crt" \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$4") 2>/dev/null
  rm -f "$dir/$name.csr"
}

# A certificate for a server of this machine that tests reach over loopback and pods over the host's address.
issue_server_certificate() { # DIR NAME
  issue_certificate "$1" "$2" "/CN=localhost" "DNS:localhost,IP:127.0.0.1,IP:$host_address"
}

random_key() { # BYTES: hexadecimal, no newline
  head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}
