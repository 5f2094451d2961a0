#!/usr/bin/env bash
# Install the real servers that the tests start: OpenLDAP, Samba's domain controller, PostgreSQL, MariaDB, OpenSSH, Chromium with a Chinese font, Elasticsearch.
source "$(dirname "$0")/steps.sh"

packages=()
have_server slapd && have ldapsearch || packages+=(slapd ldap-utils)
if ! have_server samba || ! have samba-tool || ! have ldbadd; then
    packages+=(samba samba-ad-dc samba-dsdb-modules winbind ldb-tools python3-samba)
fi
have_server ns-slapd || packages+=(389-ds-base)
have_server mariadbd || packages+=(mariadb-server)
have_server sshd || packages+=(openssh-server)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb || packages+=(postgresql)
have chromium || have chromium-browser || have google-chrome || packages+=(chromium)
have fc-list && [ -n "$(fc-list :lang=zh)" ] || packages+=(fontconfig fonts-wqy-microhei)
if [ ${#packages[@]} -gt 0 ]; then
    scripts/debian_packages.sh "the servers that the tests start" "${packages[@]}"
fi
# What a new domain is made from; a package of its own in Debian 12 only, known after the lists were renewed above.
if [ ! -d /usr/share/samba/setup ] && apt-cache show samba-ad-provision >/dev/null 2>&1; then
    scripts/debian_packages.sh "the domains that the tests make" samba-ad-provision
fi
scripts/elasticsearch.sh
scripts/febrl.sh
