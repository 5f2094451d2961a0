#!/usr/bin/env bash
# Everything that must hold: style, types, contracts, all tests on real servers, and the Airflow path in its own environment.
# Usage: scripts/test.sh [--whole]   (--whole runs every case of the slow matrices)
source "$(dirname "$0")/steps.sh"

sample=("$@")
scripts/python_environment.sh dev
scripts/python_environment.sh airflow
scripts/servers.sh
export ZHAOREN_REQUIRE_SERVERS=1

failed=()
scripts/lint.sh || failed+=("lint")

say "Running the tests"
.venv/bin/python -m pytest --durations=15 --ignore=tests/airflow "${sample[@]}" || failed+=("tests")

say "Checking the types of dags/ beside Airflow itself"
.venv-airflow/bin/mypy --strict --cache-dir .mypy_cache/airflow dags tests/airflow || failed+=("types of dags")

say "Running the Airflow tests in .venv-airflow"
.venv-airflow/bin/python -m pytest tests/airflow "${sample[@]}" || failed+=("Airflow tests")

[ ${#failed[@]} -eq 0 ] || refuse "failed: $(printf '%s, ' "${failed[@]}" | sed 's/, $//')."
say "All is well"
