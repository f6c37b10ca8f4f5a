#!/bin/sh
# Chromium for the browser journeys, Pango and Chinese fonts for papers as PDF, an sftp server for the seals:
# installed where that is allowed, else named. Without the sftp server one test says that it was skipped; the
# others are needed.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk fontconfig"
for library in libpango-1.0 libpangoft2-1.0 libharfbuzz-subset; do
  { ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null | grep -q "$library" && continue
  missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
  break
done
wanted=""
command -v sftp >/dev/null 2>&1 || wanted="openssh-client"
[ -x /usr/lib/openssh/sftp-server ] || [ -x /usr/libexec/sftp-server ] || [ -x /usr/lib/ssh/sftp-server ] ||
  wanted="$wanted openssh-sftp-server"
[ -z "$missing$wanted" ] && exit 0
run="sudo -n"
[ "$(id -u)" = 0 ] && run=""
if command -v apt-get >/dev/null 2>&1 && $run true 2>/dev/null; then
  install() {
    echo "Installing $* ..."
    $run apt-get update -qq >/dev/null &&
      DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  }
else
  install() { return 1; }
fi
# shellcheck disable=SC2086
[ -z "$wanted" ] || install $wanted || echo "Without $wanted the test of sftp is skipped." >&2
[ -z "$missing" ] && exit 0
# shellcheck disable=SC2086
install $missing && exit 0
echo "The tests need: $missing. Install them with your system's packages." >&2
exit 1
