#!/usr/bin/env bash
# Print the path of a uv that works; install one into .tools/ when there is none. Messages go to standard error.
# Usage: scripts/find_uv.sh [PYTHON]
source "$(dirname "$0")/steps.sh"

python=${1:-python3}
own=$PWD/.tools/uv
usable() { "$1" --version >/dev/null 2>&1; }

if have uv && usable uv; then
    command -v uv
    exit 0
fi
if usable "$own/bin/uv"; then
    echo "$own/bin/uv"
    exit 0
fi

exec 3>&1 1>&2
by_venv() { "$python" -m venv --clear "$own" && "$own/bin/python" -m pip install -q --retries 1 --require-hashes -r requirements-uv.lock; }
# Debian's own pip refuses to touch the system (PEP 668); a folder of its own is no part of the system.
by_pip() { rm -rf "$own" && "$python" -m pip install -q --retries 1 --require-hashes --target "$own" -r requirements-uv.lock; }
install_uv() {
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then by_venv; else by_pip; fi
}

if ! { "$python" -c 'import ensurepip, venv' || "$python" -m pip --version; } >/dev/null 2>&1; then
    scripts/debian_packages.sh "the means to install uv" python3-venv
fi
attempt "Installing uv into .tools/" "could not install uv: is there a network and a package index? (the reason is above)" install_uv
usable "$own/bin/uv" || refuse "installed uv, but it does not start on this machine."
echo "$own/bin/uv" >&3
