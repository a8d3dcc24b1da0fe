#!/bin/sh
# Puts a database server into a folder of its own, without root and without touching the system:
#
#     install_server.sh mysql|mariadb TARGET
#
# The packages come from the Debian or Ubuntu mirror that this machine already uses, checked with its own
# keyring. A private apt (own lists, cache and an empty package status) downloads the server and everything
# it needs, C library included, and unpacks it under TARGET; nothing is installed. MySQL is not in Debian's
# stable releases, so on Debian it is taken from the suite "sid"; everything else from the machine's own suite.
set -eu

fail() {
    echo "install_server: $*" >&2
    exit 1
}

[ $# -eq 2 ] || fail "usage: install_server.sh mysql|mariadb TARGET"
kind=$1
target=$2
case $kind in
    mysql) program=usr/sbin/mysqld ;;
    mariadb) program=usr/sbin/mariadbd ;;
    *) fail "unknown server '$kind': choose mysql or mariadb" ;;
esac
for tool in apt-get dpkg dpkg-deb awk; do
    command -v "$tool" >/dev/null || fail "'$tool' is missing: this way works on Debian and Ubuntu only"
done

# shellcheck source=/dev/null
. /etc/os-release
suite=${VERSION_CODENAME:-}
[ -n "$suite" ] || fail "/etc/os-release names no release; this way works on Debian and Ubuntu only"

# What `apt-get update` would fetch, printed as '<mirror>/dists/<suite>/InRelease' ...; a fresh image has no lists yet.
mirror=$(apt-get update --print-uris -o Debug::NoLocking=true 2>/dev/null |
    sed -n "s|^'\([^']*\)/dists/$suite/InRelease'.*|\1|p" | head -n 1)
[ -n "$mirror" ] || fail "the apt sources of this machine name no mirror for '$suite main'"
if [ "$kind" = mysql ] && [ "$ID" = debian ]; then
    suite=sid
fi
options="" # the keys that apt trusts for every source
for keyring in "/usr/share/keyrings/$ID-archive-keyring.pgp" "/usr/share/keyrings/$ID-archive-keyring.gpg"; do
    if [ -r "$keyring" ]; then
        options="[signed-by=$keyring]"
    fi
done

mkdir -p "$(dirname "$target")"
scratch=$(mktemp -d "$target.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$scratch/lists/partial" "$scratch/archives/partial" "$scratch/root"
: >"$scratch/status"
echo "deb $options $mirror $suite main" >"$scratch/sources.list"
if [ "$ID" = ubuntu ]; then
    echo "deb $options $mirror $suite-updates main" >>"$scratch/sources.list"
fi

private() {
    command=$1
    shift
    "$command" -q \
        -o Dir::Etc::SourceList="$scratch/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
        -o Dir::State="$scratch" -o Dir::State::Lists="$scratch/lists" -o Dir::State::status="$scratch/status" \
        -o Dir::Cache="$scratch" -o Dir::Cache::Archives="$scratch/archives" \
        -o Dir::Log="$scratch" -o Debug::NoLocking=true \
        -o APT::Sandbox::User="$(id -un)" -o APT::Install-Recommends=false -o Acquire::Retries=3 \
        -o Acquire::Languages=none "$@"
}

echo "Downloading $kind from $suite into $target"
private apt-get update >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; fail "the package lists cannot be downloaded"; }
# Debian calls it mysql-server-core, Ubuntu adds the version: mysql-server-core-8.0.
package=$(private apt-cache --names-only search "^$kind-server-core(-[0-9.]+)?\$" | awk '{ print $1 }' | sort | tail -n 1)
[ -n "$package" ] || fail "'$suite main' holds no $kind-server-core"
private apt-get install -y --download-only "$package" >"$scratch/log" 2>&1 ||
    { cat "$scratch/log" >&2; fail "$package cannot be downloaded"; }

for archive in "$scratch"/archives/*.deb; do
    dpkg-deb --extract "$archive" "$scratch/root"
done
[ -x "$scratch/root/$program" ] || fail "$package holds no $program"
rm -rf "$scratch/root/usr/share/doc" "$scratch/root/usr/share/man" "$scratch/root/usr/share/locale"
# mktemp's private mode does not suit a folder that several users may share.
chmod 755 "$scratch/root"
rm -rf "$target"
mv "$scratch/root" "$target"
echo "Installed $target/$program"
