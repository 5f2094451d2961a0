#!/usr/bin/env bash
# Unpack a real Elasticsearch node for the tests into .servers/, with a link `jdk` to a Java that can run it.
# The distribution is the small one that Elasticsearch's own builds use; Maven fetches it.
source "$(dirname "$0")/steps.sh"

# 9.x needs Java 21; where only 17 is to be had (Debian 12), 8.19 gives the same answers.
version_for_21=9.2.4
sha256_for_21=af7b81fe31627c7523b2546351cd4e47310faa6a72c8db8dc8f7a191e871cfaf
version_for_17=8.19.9
sha256_for_17=6a0603db2b0406776dcf15df248294941f310e9183ca18a219bc8c6d57546ff0
newest_java=25
account=zhaoren-test

# As root the node runs as somebody else, who must be able to reach the Java too.
as_account() {
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
java_major() {
    as_account "$1/bin/java" -version 2>&1 | sed -n 's/^.* version "\([0-9]*\).*/\1/p' | head -n 1
}
# Prints "MAJOR HOME" of the newest Java that a node can run on.
find_java() {
    local home major on_path=
    if have java; then on_path=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")"); fi
    for home in ${ES_JAVA_HOME:-} ${JAVA_HOME:-} /usr/lib/jvm/* $on_path; do
        [ -x "$home/bin/java" ] || continue
        major=$(java_major "$home" || true)
        if [ "${major:-0}" -ge 17 ] && [ "$major" -le "$newest_java" ]; then echo "$major $home"; fi
    done | sort -n | tail -n 1
}

found=$(find_java)
if [ -z "$found" ] || ! have mvn; then
    packages=(maven)
    if [ -z "$found" ]; then
        if [ -n "$(apt-cache madison openjdk-21-jre-headless 2>/dev/null)" ]; then
            packages+=(openjdk-21-jre-headless)
        else
            packages+=(openjdk-17-jre-headless)
        fi
    fi
    scripts/debian_packages.sh "Java and Maven, for the tests' Elasticsearch" "${packages[@]}"
    found=$(find_java)
fi
[ -n "$found" ] || refuse "needs a Java between 17 and $newest_java for the tests' Elasticsearch; set JAVA_HOME to one."
major=${found%% *} java=${found#* }
if [ "$major" -ge 21 ]; then version=$version_for_21 sha256=$sha256_for_21; else version=$version_for_17 sha256=$sha256_for_17; fi

if [ "$(id -u)" -eq 0 ] && ! id "$account" >/dev/null 2>&1; then
    attempt "Adding the account $account, since Elasticsearch refuses to run as root" \
        "could not add the account $account." useradd --system --no-create-home --shell /usr/sbin/nologin "$account"
fi

home=.servers/elasticsearch-$version
if [ -x "$home/bin/elasticsearch" ] && [ "$(readlink "$home/jdk")" = "$java" ]; then exit 0; fi

scratch=.servers/fetch.$$
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch"
attempt "Fetching Elasticsearch $version with Maven (100 MB)" \
    "could not fetch Elasticsearch $version: Maven reaches no repository (the reason is above)." \
    mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    "-Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$version:zip" "-DoutputDirectory=$PWD/$scratch"
echo "$sha256  $scratch/elasticsearch-$version.zip" | sha256sum -c --quiet - >/dev/null 2>&1 ||
    refuse "the Elasticsearch $version that Maven fetched is not the one this project knows (its SHA-256 differs)."
unpack() {
    python3 -m zipfile -e "$scratch/elasticsearch-$version.zip" "$scratch"
    chmod -R a+rX "$scratch/elasticsearch-$version"
    chmod a+x "$scratch/elasticsearch-$version"/bin/*
    ln -sfn "$java" "$scratch/elasticsearch-$version/jdk"
    rm -rf "$home"
    mv "$scratch/elasticsearch-$version" "$home"
}
attempt "Unpacking it to $home, to run on Java $major" "could not unpack Elasticsearch into .servers/; is the disk full?" unpack
