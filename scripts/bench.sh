#!/usr/bin/env bash
# Run the benchmarks; each prints its figures as ratios to the raw library doing the same work.
source "$(dirname "$0")/steps.sh"

scripts/python_environment.sh dev
scripts/servers.sh
compgen -G 'benchmarks/bench_*.py' >/dev/null || refuse "there is no benchmark yet (benchmarks/bench_*.py)."
for file in benchmarks/bench_*.py; do
    say "Measuring $(basename "$file" .py)"
    .venv/bin/python "$file"
done
