#!/bin/sh
# Brings the packages of a list into a registry base; touches no network when the base already has them all.
# Usage: install.sh PACKAGES_TXT
set -eu
packages=$(grep -v '^#' "$1")
missing=
for package in $packages; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086 # the list is meant to be split
apt-get install -y -q --no-install-recommends $missing
