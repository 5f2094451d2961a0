#!/usr/bin/env bash
# Make a Python environment from a lock with hashes, and put this checkout into it.
# Usage: scripts/python_environment.sh runtime|dev|airflow
source "$(dirname "$0")/steps.sh"

case ${1:-} in
runtime) folder=.venv lock=requirements.lock ;;
dev) folder=.venv lock=requirements-dev.lock ;;
airflow) folder=.venv-airflow lock=requirements-airflow.lock ;;
*) refuse "usage: scripts/python_environment.sh runtime|dev|airflow" ;;
esac

wanted=$(fingerprint "$lock" requirements-build.lock pyproject.toml)
made_from() { cat "$folder/made-from.$1" 2>/dev/null || true; }
if [ -x "$folder/bin/zhaoren" ]; then
    [ "$(made_from "$1")" != "$wanted" ] || exit 0
    # What the tests need holds all that the product needs.
    if [ "$1" = runtime ] && [ "$(made_from dev)" = "$(fingerprint requirements-dev.lock requirements-build.lock pyproject.toml)" ]; then
        exit 0
    fi
fi

find_python() {
    local candidate
    for candidate in python3.11 python3.12 python3.13 python3; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
}
python=$(find_python)
if [ -z "$python" ]; then
    scripts/debian_packages.sh "Python 3.11" python3 python3-dev python3-venv
    python=$(find_python)
    [ -n "$python" ] || refuse "needs Python 3.11, 3.12 or 3.13 and found none; install one and try again."
fi

# python-ldap has no ready wheels: it is compiled against these.
has_header() { printf '#include <%s>\n' "$1" | cc ${2:+-I"$2"} -E - >/dev/null 2>&1; }
python_headers=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
if ! { have cc && has_header ldap.h && has_header sasl/sasl.h && has_header Python.h "$python_headers"; }; then
    packages=(build-essential libldap2-dev libsasl2-dev)
    if [ ! -e "$python_headers/Python.h" ]; then packages+=(python3-dev); fi
    scripts/debian_packages.sh "what python-ldap is compiled with" "${packages[@]}"
fi

uv=$(scripts/find_uv.sh "$python")
if [ ! -x "$folder/bin/python" ] || ! "$folder/bin/python" -c '' 2>/dev/null; then
    attempt "Making $folder with $("$python" --version)" "could not make $folder; is this folder writable?" \
        "$uv" venv --clear --no-python-downloads --python "$python" "$folder"
fi
rm -f "$folder"/made-from.*
attempt "Installing the Python packages of $lock into $folder" \
    "could not install the packages of $lock: is there a network and a package index? (the reason is above)" \
    "$uv" pip install --python "$folder/bin/python" --require-hashes --build-constraints requirements-build.lock -r "$lock"
attempt "Putting zhaoren itself into $folder" "could not install zhaoren from this checkout (the reason is above)." \
    "$uv" pip install --python "$folder/bin/python" --no-deps --build-constraints requirements-build.lock --editable .
attempt "Checking that the packages agree with each other" "the packages in $folder contradict each other (see above)." \
    "$uv" pip check --python "$folder/bin/python"
echo "$wanted" >"$folder/made-from.$1"
