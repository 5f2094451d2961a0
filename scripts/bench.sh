#!/usr/bin/env bash
# Run the benchmarks; each prints its figures beside those of the raw library doing the same work.
source "$(dirname "$0")/steps.sh"

scripts/python_environment.sh dev
scripts/servers.sh
failed=()
measure() {
    say "Measuring: $1"
    shift
    .venv/bin/python -m "$@" || failed+=("$1")
}
measure "reading a directory of 50,000 people beside python-ldap" benchmarks.ldap_read 50000
measure "reading an Active Directory of 3,000 people beside python-ldap" benchmarks.active_directory_read 3000
measure "reading 100,000 people out of a database beside the raw driver" benchmarks.sql_read 100000
measure "writing 50,000 records beside raw inserts" benchmarks.catalog_write 50000
measure "a whole sync of 5,000 people beside raw reading and inserting" benchmarks.bench_sync 5000
measure "the embedded engine with 20,000 people beside raw Tantivy" benchmarks.bench_engines 20000
measure "how right joining is, on made groups with known truth" benchmarks.identity.run
measure "how often the first answer is right" benchmarks.relevance.measure
measure "answering as a group grows" benchmarks.bench_scale 3000 20000
[ ${#failed[@]} -eq 0 ] || refuse "these benchmarks failed: ${failed[*]}"
