#!/usr/bin/env bash
# Resolve the dependencies anew and write the locks: every package with its hashes, no address of any index.
source "$(dirname "$0")/steps.sh"

uv=$(scripts/find_uv.sh)
compile() {
    local target=$1
    shift
    attempt "Resolving $target" "could not resolve $target: no network, or the wishes in pyproject.toml contradict each other." \
        "$uv" pip compile --python-version 3.11 --universal --upgrade --generate-hashes --no-emit-index-url \
        --no-header --no-annotate -q -o "$target" "$@"
}
compile requirements.lock pyproject.toml
compile requirements-dev.lock pyproject.toml --group dev --constraints requirements.lock
compile requirements-airflow.lock pyproject.toml --group airflow
compile requirements-build.lock --group build
compile requirements-uv.lock --group uv
! grep -n '://' requirements*.lock || refuse "a lock holds an address; locks must name no host."
