# shellcheck shell=bash
# Publishing the project's own programs. Needs messages.sh, places.sh and packages.sh.

# Compiled ahead of time, in the first of the given ways that works here: PublishAot makes machine code and needs a linker,
# PublishReadyToRun spares most of the compiling at run time; both need a package. Without them it is the same program.
publish_program() { # PROJECT OUTPUT [WAY...]
  local way
  for way in "${@:3}"; do
    ! publish_as "$way" "$1" "$2" || return 0
    say "publishing $(basename "$1") without $way: its compiler cannot be restored, or the build fails"
  done
  rm -rf "$2"
  dotnet_publish "$1" "$2" >&2
}

# In one way or not at all. What the build said is in publish.log of the cache.
publish_as() { # WAY PROJECT OUTPUT
  rm -rf "$3"
  [[ $1 != PublishAot ]] || ( install_packages gcc libc6-dev zlib1g-dev ) || return 1
  dotnet_publish "$2" "$3" "-p:$1=true" -p:NativeDebugSymbols=false >"$cache/publish.log" 2>&1
}

# An artifacts path of its own: publishing for one platform must not disturb the ordinary build's restored packages.
dotnet_publish() { # PROJECT OUTPUT [OPTION...]
  dotnet publish "$1" -o "$2" -c Release -r linux-x64 --self-contained --artifacts-path "$checkout/out/publish" \
    -v quiet -nologo "${@:3}"
}
