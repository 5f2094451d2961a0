#!/usr/bin/env bash
# Install the Debian packages named, those that are missing only, and start none of their services.
# Usage: scripts/debian_packages.sh "what they are for" PACKAGE…
source "$(dirname "$0")/steps.sh"

purpose=$1
shift

missing=()
for package in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

by_hand="apt-get install ${missing[*]}"
have apt-get || refuse "this is not a Debian system; install $purpose by your own means and try again (on Debian: $by_hand)."
may_administrate || refuse "needs $purpose, and may not install it: neither root nor sudo here; let an administrator run: $by_hand"

guard=/usr/sbin/policy-rc.d
if [ ! -e "$guard" ]; then
    remove_guard() { as_administrator rm -f "$guard"; }
    trap remove_guard EXIT
    printf '#!/bin/sh\nexit 101\n' | as_administrator tee "$guard" >/dev/null
    as_administrator chmod 755 "$guard"
fi

apt_get() {
    as_administrator env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@"
}
# A list of packages that could not be renewed may still be good enough.
update_and_install() {
    apt_get update || true
    apt_get install --no-install-recommends "${missing[@]}"
}
attempt "Installing $purpose: ${missing[*]}" \
    "could not install ${missing[*]}: no network or no such package here; try by hand: $by_hand" \
    update_and_install

# A developer's machine should not begin to run servers at its next start because of our tests.
if [ -d /run/systemd/system ]; then
    for service in slapd postgresql mariadb ssh; do
        case " ${missing[*]} " in *" $service "*) as_administrator systemctl disable -q "$service" || true ;; esac
    done
    # Packages whose services bear other names.
    case " ${missing[*]} " in *" samba "*) as_administrator systemctl disable -q smbd nmbd samba-ad-dc winbind || true ;; esac
fi
