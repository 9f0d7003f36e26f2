# shellcheck shell=bash
# Publishing the project's own programs. Needs messages.sh, places.sh and packages.sh.

# Compiled ahead of time, in the first of the given ways that works here: PublishAot makes machine code and needs a linker,
# PublishReadyToRun spares most of the compiling at run time; both need a package. Without them it is the same program. An
# artifacts path of its own: publishing for one platform must not disturb the ordinary build's restored packages.
publish_program() { # PROJECT OUTPUT [WAY...]
  local options=(-c Release -r linux-x64 --self-contained --artifacts-path "$checkout/out/publish" -o "$2" -v quiet -nologo)
  local way
  for way in "${@:3}"; do
    rm -rf "$2"
    [[ $way != PublishAot ]] || ( install_packages gcc libc6-dev ) || continue
    ! dotnet publish "$1" "${options[@]}" "-p:$way=true" -p:NativeDebugSymbols=false >/dev/null 2>&1 || return 0
    say "publishing $(basename "$1") without $way: its compiler cannot be restored, or the build fails"
  done
  rm -rf "$2"
  dotnet publish "$1" "${options[@]}" >&2
}
