#!/usr/bin/env bash
# Style, format, sizes, types and import contracts. Runs all of them, then names those that failed.
source "$(dirname "$0")/steps.sh"

scripts/python_environment.sh dev
bin=.venv/bin
rooms=()
for room in schemas connectors zhaoren search_api tests scripts benchmarks; do
    if [ -n "$(find "$room" -name '*.py' -print -quit 2>/dev/null)" ]; then rooms+=("$room"); fi
done
failed=()
check() {
    local name=$1
    shift
    say "Checking $name"
    "$@" || failed+=("$name")
}
check "style" $bin/ruff check .
check "format" $bin/ruff format --check .
check "sizes of files and functions" $bin/python scripts/check_sizes.py
check "types" $bin/mypy --strict --exclude '^tests/airflow/' "${rooms[@]}"
check "import contracts" $bin/lint-imports --no-logo
[ ${#failed[@]} -eq 0 ] || refuse "found faults in: $(printf '%s, ' "${failed[@]}" | sed 's/, $//')."
