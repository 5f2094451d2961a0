# shellcheck shell=bash
# Words that the other scripts share: tell what is being done, do it quietly, refuse with one plain sentence.
# Sourced, never run by itself.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '==> %s\n' "$*"; }

refuse() {
    printf 'zhaoren: %s\n' "$*" >&2
    exit 1
}

# attempt "what is being done" "what to say when it fails" COMMAND…: the command's output is shown only when it fails.
attempt() {
    local doing=$1 failed=$2 log status=0
    shift 2
    say "$doing"
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -ne 0 ]; then
        tail -n 15 "$log" | sed 's/^/    /' >&2
        rm -f "$log"
        refuse "$failed"
    fi
    rm -f "$log"
}

have() { command -v "$1" >/dev/null 2>&1; }

# Servers live where an ordinary user's PATH does not look.
have_server() { PATH="$PATH:/usr/sbin:/usr/local/sbin" have "$1"; }

# as_administrator COMMAND…: as root, or by sudo when it can answer.
may_administrate() { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null || { have sudo && [ -t 0 ]; }; }
as_administrator() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# fingerprint FILE…: one line that changes when any of the files does.
fingerprint() { cat "$@" | sha256sum | cut -d ' ' -f 1; }
