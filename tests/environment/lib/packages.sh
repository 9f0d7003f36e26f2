# shellcheck shell=bash
# Installs packages of the distribution, only those that are missing. Needs messages.sh, progress.sh and places.sh.

package_missing() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) != installed ]]; }

install_packages() { # NAME...
  local name missing=()
  for name in "$@"; do package_missing "$name" && missing+=("$name"); done
  (( ${#missing[@]} == 0 )) || exclusively packages install_missing "${missing[@]}"
}

# A package of a server starts it with its default configuration. Nobody here wants that: a policy says no meanwhile.
install_missing() {
  local name missing=() policy=/usr/sbin/policy-rc.d options=(-o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 -qq)
  for name in "$@"; do package_missing "$name" && missing+=("$name"); done
  (( ${#missing[@]} > 0 )) || return 0
  [[ $EUID -eq 0 ]] || die "packages are missing (${missing[*]}) and only root can install them: run as root"
  say "installing packages: ${missing[*]}"
  begin_step "installing packages (a minute or two as a rule)"
  (
    if [[ ! -e $policy ]]; then
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod 755 "$policy"
    fi
    export DEBIAN_FRONTEND=noninteractive
    refresh_package_lists "${options[@]}"
    apt-get "${options[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >"$cache/packages.log" 2>&1
  ) || die "cannot install ${missing[*]}: read $cache/packages.log"
  end_step
}

# Prints where one program of a package is, unpacked in the cache: a package of a server brings much that is not wanted here.
program_of() { # PACKAGE PROGRAM
  exclusively packages unpack_program "$1" "$cache/programs/$2" || return 1
  echo "$cache/programs/$2"
}

unpack_program() { # PACKAGE FILE
  [[ ! -x $2 ]] || return 0
  say "unpacking $(basename "$2") from the package $1"
  local work
  work=$(mktemp -d -p "$cache")
  ( cd "$work" && { refresh_package_lists -qq || true; } && apt-get -qq -o APT::Sandbox::User=root download "$1" && dpkg-deb -x ./*.deb . \
      && mkdir -p "$(dirname "$2")" && mv "usr/bin/$(basename "$2")" "$2" ) >"$cache/packages.log" 2>&1 \
    || { rm -rf "$work"; say "cannot unpack $1: read $cache/packages.log"; return 1; }
  rm -rf "$work"
}

refresh_package_lists() { # APT_OPTION...
  local stamp=$cache/package-lists
  [[ ! -f $stamp || -n $(find "$stamp" -mmin +720) || ! -d /var/lib/apt/lists || -z $(ls /var/lib/apt/lists/*_Packages* 2>/dev/null) ]] || return 0
  apt-get "$@" update >"$cache/packages.log" 2>&1 && touch "$stamp"
}
