#!/bin/sh
# Makes .venv and installs the locked requirements and the project itself.
set -eu
python=""
# The system's own first: distributions build it with profile guidance, version managers mostly do not,
# and the same Python code then takes up to twice as long.
for name in /usr/bin/python3 python3.13 python3.12 python3.11 python3; do
  if command -v "$name" >/dev/null 2>&1 &&
    "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$name
    break
  fi
done
if [ -z "$python" ]; then
  echo "Xiaoan needs Python 3.11 or newer. Install it, then run this again." >&2
  exit 1
fi
echo "Installing into .venv (a minute or two the first time) ..."
[ -x .venv/bin/python ] || "$python" -m venv .venv
# An environment that another tool made may lack pip.
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
# A path file instead of a build: the project is run from its checkout.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
pwd > "$site/xiaoan.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m xiaoan.cli "$@"\n' "$(pwd)" > .venv/bin/xiaoan
chmod +x .venv/bin/xiaoan
