# shellcheck shell=bash
# The peers at the newest version that the distribution's current releases have, the testing one among them, in a folder
# of their own with their own libraries: nothing of it is installed. Needs messages.sh, places.sh and packages.sh.

readonly peers_cache=$cache/peers keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Sets restic_program and pgbackrest_program: newer ones, else those of this machine's release.
find_peers() {
  install_packages restic
  restic_program=/usr/bin/restic pgbackrest_program=''
  if exclusively peers refresh_peers && settle_peers; then
    restic_program=$state/peers/restic pgbackrest_program=$state/peers/pgbackrest
    return
  fi
  note "no newer restic and pgBackRest can be had: those of this machine's release are measured"
  if ( install_packages pgbackrest ); then pgbackrest_program=/usr/bin/pgbackrest; return; fi
  leave_out pgbackrest "it cannot be installed"
}

# The same mirror that this machine's own packages come from.
mirror() {
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null || true; } \
    | grep -vE '^ *#' | grep -oE '[a-z]+://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' '
}

# An apt that knows the current releases and believes that nothing is installed.
peers_apt() { # ARGUMENT...
  apt-get -o Dir::State="$peers_cache" -o Dir::State::lists="$peers_cache/lists" \
    -o Dir::State::status="$peers_cache/status" -o Dir::Cache="$peers_cache" \
    -o Dir::Cache::archives="$peers_cache/archives" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::sourcelist="$peers_cache/sources.list" -o Acquire::Languages=none -o Acquire::Retries=2 \
    -o APT::Sandbox::User=root -qq "$@"
}

fetch_peers() {
  peers_apt update && rm -f "$peers_cache"/archives/*.deb \
    && peers_apt install -y --download-only --no-install-recommends restic pgbackrest
}

# Once a day at most. What was fetched before is good enough when the mirror cannot be reached.
refresh_peers() {
  local root=$peers_cache/root
  [[ -z $(find "$root/usr/bin/pgbackrest" -mmin -1440 2>/dev/null) ]] || return 0
  mkdir -p "$peers_cache"/{lists/partial,archives/partial}
  : > "$peers_cache/status"
  printf "deb [signed-by=$keyring] $(mirror) %s main\n" testing stable > "$peers_cache/sources.list"
  say "looking for newer releases of the peers"
  if ! fetch_peers > "$cache/peers.log" 2>&1; then
    say "the peers cannot be fetched: read $cache/peers.log"
    [[ -x $root/usr/bin/pgbackrest ]]
    return
  fi
  rm -rf "$root"
  local package
  for package in "$peers_cache"/archives/{lib,zlib,restic,pgbackrest}*.deb; do dpkg-deb -x "$package" "$root"; done
  touch "$root/usr/bin/pgbackrest"
}

# The database's user runs one of them and must not enter a home folder: they are copied into the state.
settle_peers() {
  local libraries loader
  install_packages patchelf
  libraries=$(dirname "$(find "$peers_cache/root/usr/lib" -name 'libcrypto.so.*' -print -quit)")
  mkdir -p "$state/peers/lib"
  cp -a "$libraries"/*.so* "$state/peers/lib/"
  cp "$peers_cache/root/usr/bin/"{restic,pgbackrest} "$state/peers/"
  loader=$(find "$state/peers/lib" -name 'ld-linux*' -print -quit)
  patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$state/peers/lib" "$state/peers/pgbackrest"
  "$state/peers/restic" version > /dev/null && "$state/peers/pgbackrest" version > /dev/null
}
