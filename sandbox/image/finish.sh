#!/bin/sh
# The last steps of both build paths, run as root inside the new file system. Needs no network.
# Usage: finish.sh STAGE, a folder with node.tgz and npm.tgz, the verified packages of the npm registry.
set -eu
stage=$1

tar -xzf "$stage/node.tgz" -C /usr/local --strip-components=1 --no-same-owner package/bin/node package/LICENSE
mv /usr/local/LICENSE /usr/local/lib/node.LICENSE
npm=/usr/local/lib/node_modules/npm
mkdir -p "$npm"
tar -xzf "$stage/npm.tgz" -C "$npm" --strip-components=1 --no-same-owner
rm -rf "$npm/docs" "$npm/man"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ln -sf ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
chmod 0755 /usr/local/bin/node "$npm/bin/npm-cli.js" "$npm/bin/npx-cli.js"

# Written by hand instead of useradd, which records today's date and is not in the smallest base.
if ! grep -q '^cordon:' /etc/passwd; then
  echo 'cordon:x:10001:10001:cordon sandbox:/home/cordon:/bin/bash' >>/etc/passwd
  echo 'cordon:x:10001:' >>/etc/group
  echo 'cordon:!:20000:0:99999:7:::' >>/etc/shadow
fi
rm -f /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow-
mkdir -p /home/cordon /workspace
chown 10001:10001 /home/cordon /workspace

# Files in the workspace belong to the user of the host, whose uid differs from ours; git would refuse to read them.
printf '[safe]\n\tdirectory = *\n' >/etc/gitconfig

rm -rf /usr/share/man/* /usr/share/info/* /usr/share/locale/* /usr/share/lintian /usr/share/bash-completion \
  /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/cache/ldconfig /var/log/* /tmp/* /var/tmp/* \
  /etc/apt/sources.list /etc/apt/sources.list.d/* /etc/apt/auth.conf.d/* /etc/apt/apt.conf.d/99mmdebstrap
find /usr/share/doc -mindepth 1 ! -type d ! -name copyright -delete
find /usr/share/doc -mindepth 1 -type d -empty -delete

# INVARIANT: the image holds no set-id file, so no command can gain another identity even where a container lacks no-new-privileges.
find / -xdev \( -type f -o -type d \) -perm /6000 -exec chmod ug-s {} +
