#!/usr/bin/env bash
# Install the real servers that the tests start: OpenLDAP, PostgreSQL, Chromium with a Chinese font, Elasticsearch.
source "$(dirname "$0")/steps.sh"

packages=()
have_server slapd && have ldapsearch || packages+=(slapd ldap-utils)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb || packages+=(postgresql)
have chromium || have chromium-browser || have google-chrome || packages+=(chromium)
have fc-list && [ -n "$(fc-list :lang=zh)" ] || packages+=(fontconfig fonts-wqy-microhei)
if [ ${#packages[@]} -gt 0 ]; then
    scripts/debian_packages.sh "the servers that the tests start" "${packages[@]}"
fi
scripts/elasticsearch.sh
