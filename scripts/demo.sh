#!/usr/bin/env bash
# Install what the product needs, then run `zhaoren demo` with the arguments given.
source "$(dirname "$0")/steps.sh"

scripts/python_environment.sh runtime
say "Starting zhaoren demo"
exec .venv/bin/zhaoren demo "$@"
