#!/bin/sh
# Chromium and Chinese fonts for the browser journeys, an sftp server for the seals: installed where that is
# allowed, else named.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk fontconfig"
command -v sftp >/dev/null 2>&1 || missing="$missing openssh-client"
[ -x /usr/lib/openssh/sftp-server ] || [ -x /usr/libexec/sftp-server ] || [ -x /usr/lib/ssh/sftp-server ] ||
  missing="$missing openssh-sftp-server"
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1; then
  run="sudo -n"
  [ "$(id -u)" = 0 ] && run=""
  if $run true 2>/dev/null; then
    echo "Installing $missing ..."
    $run apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
  fi
fi
echo "The tests need: $missing. Install them with your system's packages." >&2
exit 1
