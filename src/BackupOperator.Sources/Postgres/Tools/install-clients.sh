#!/usr/bin/env bash
# Lays down PostgreSQL's client programs of several majors, each with all libraries that it was built with: its own
# libpq, C library and loader. So a program of a newer release of the distribution runs on an older one, and an older
# one's on a newer. TARGET/MAJOR holds bin, lib, and names, versions and licences of the packages that they are of.
# Needs apt-get and patchelf, installs nothing. TARGET is where the programs stay, for they name it.
# Usage: install-clients.sh TARGET MAJOR:RELEASE...      such as /usr/lib/postgresql 15:bookworm 18:forky
set -euo pipefail
readonly programs=(pg_dump pg_dumpall pg_restore psql) keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() { echo "install-clients.sh: $*" >&2; exit 1; }

# Where this machine's own packages come from.
mirror() { # debian|debian-security
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null || true; } \
    | grep -vE '^ *#' | grep -oE "[a-z]+://[^ ]+/$1/?( |\$)" | head -n 1 | tr -d ' ' || true
}

write_sources() { # RELEASE
  local main security
  main=$(mirror debian) security=$(mirror debian-security)
  [[ -n $main ]] || fail "no package source of Debian in /etc/apt: the clients come from packages"
  echo "deb [signed-by=$keyring] $main $1 main"
  [[ -z $security ]] || echo "deb [signed-by=$keyring] $security $1-security main"
}

# An apt that knows one release and believes that nothing is installed: so it brings every library.
packages() { # ARGUMENT...
  apt-get -o Dir::State="$work" -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" \
    -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::sourcelist="$work/sources.list" -o Acquire::Languages=none -o Acquire::Retries=2 \
    -o APT::Sandbox::User=root -o APT::Update::Error-Mode=any -qq "$@" > "$work/log" 2>&1
}

fetch() { # MAJOR RELEASE
  local package
  rm -rf "$work"; mkdir -p "$work"/{lists,archives}/partial "$work/root"
  : > "$work/status"
  write_sources "$2" > "$work/sources.list"
  if ! packages update || ! packages install -y --download-only --no-install-recommends "postgresql-client-$1"; then
    cat "$work/log" >&2
    fail "client $1 cannot be had from $2: name the release that holds it, or leave $1:$2 out and refuse servers of $1"
  fi
  for package in "$work"/archives/*.deb; do dpkg-deb -x "$package" "$work/root"; done
}

# Those that the loader finds for a program when it has nothing else to search.
needed_libraries() { # PROGRAM_FILE...
  local folders program
  folders=$(find "$work/root" -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:)
  for program in "$@"; do "$loader" --library-path "$folders" --list "$program"; done \
    | grep -oE "$work/root/[^ ]+" | sort -u
}

lay_down() { # TARGET
  local program from=$work/root/usr/lib/postgresql/${1##*/}/bin loader
  loader=$(find "$work/root" -name 'ld-linux*.so.*' -type f -print -quit)
  rm -rf "$1"; mkdir -p "$1"/{bin,lib}
  needed_libraries "${programs[@]/#/$from/}" | xargs cp --dereference --target-directory="$1/lib"
  cp "$loader" "$1/lib/"
  for program in "${programs[@]}"; do
    cp "$from/$program" "$1/bin/"
    patchelf --set-interpreter "$1/lib/${loader##*/}" --force-rpath --set-rpath "$1/lib" "$1/bin/$program"
    "$1/bin/$program" --version > /dev/null || fail "$1/bin/$program does not run"
  done
}

# No package manager knows of them: whoever asks what is in here, and under which licence, reads it beside them.
record_packages() { # TARGET
  local package name licence
  mkdir "$1/licences"
  { echo "/postgresql/${1##*/}/bin/pg_dump"; find "$1/lib" -type f -printf '/%f\n'; } > "$work/files"
  for package in "$work"/archives/*.deb; do
    dpkg-deb --contents "$package" > "$work/contents"
    grep -qFf "$work/files" "$work/contents" || continue
    name=$(dpkg-deb --show --showformat '${Package}' "$package")
    dpkg-deb --show --showformat '${Package} ${Version}\n' "$package" >> "$1/packages"
    licence=$work/root/usr/share/doc/$name/copyright
    [[ ! -f $licence ]] || cp "$licence" "$1/licences/$name"
  done
}

target=${1:?usage: install-clients.sh TARGET MAJOR:RELEASE...}; shift
(( $# > 0 )) || fail "no client named: give at least one, such as 15:bookworm"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for client in "$@"; do
  [[ $client =~ ^([0-9]+):([a-z]+)$ ]] || fail "$client is no MAJOR:RELEASE, such as 15:bookworm"
  fetch "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
  lay_down "$target/${BASH_REMATCH[1]}"
  record_packages "$target/${BASH_REMATCH[1]}"
  echo "client ${BASH_REMATCH[1]} of $(sed -n 's/^postgresql-client-[0-9]* //p' "$target/${BASH_REMATCH[1]}/packages")"
done
