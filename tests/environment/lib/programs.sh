# shellcheck shell=bash
# Publishing the project's own programs.

# Compiled ahead of time where the package for that can be had: an agent lives for seconds, and would compile for half of
# them. Without the package it is the same program. An artifacts path of its own: publishing for one platform must not
# disturb the ordinary build's restored packages.
publish_program() { # PROJECT OUTPUT
  local options=(-c Release -r linux-x64 --self-contained --artifacts-path "$checkout/out/publish" -o "$2" -v quiet -nologo)
  if ! dotnet publish "$1" "${options[@]}" -p:PublishReadyToRun=true >/dev/null 2>&1; then
    say "publishing $(basename "$1") without ReadyToRun: its compiler cannot be restored, or the build fails"
    rm -rf "$2"
    dotnet publish "$1" "${options[@]}" >&2
  fi
}
