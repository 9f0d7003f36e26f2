# shellcheck shell=bash
# Every script of this folder begins here: strict mode and the pieces that they share.

set -euo pipefail
umask 022
for piece in messages progress places packages npm processes ports certificates apiserver programs; do
  # shellcheck source=/dev/null
  . "$(dirname "${BASH_SOURCE[0]}")/$piece.sh"
done
unset piece
