#!/bin/sh
# Installs what is missing: Debian packages, Python packages from the hashed lock, the servers' jars.
# Each part is done once for the files that it depends on; with nothing to do this takes a fraction of a second.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
stamps="$root/.local/setup"
lib="$root/.local/lib"
venv="$root/.venv"

say() { printf '%s\n' "$*"; }

# Runs a part unless its stamp says that it was done for these very files. Usage: once NAME FUNCTION FILE…
once() {
    name=$1
    part=$2
    shift 2
    digest=$(cat -- "$@" | sha256sum | cut -d' ' -f1)
    if [ "$(cat "$stamps/$name" 2>/dev/null)" != "$digest" ]; then
        say "Set-up: $name …"
        began=$(date +%s)
        "$part"
        say "Set-up: $name took $(($(date +%s) - began)) s"
        mkdir -p "$stamps"
        printf '%s\n' "$digest" >"$stamps/$name"
    fi
}

missing_packages() {
    wanted=$(grep -v -e '^#' -e '^$' "$here/debian-packages.txt")
    # shellcheck disable=SC2086 # one word a package
    installed=$(dpkg-query -W -f='${Package}:${db:Status-Status}\n' $wanted 2>/dev/null || true)
    for package in $wanted; do
        printf '%s\n' "$installed" | grep -qx "$package:installed" || printf '%s ' "$package"
    done
}

debian_packages() {
    packages=$(missing_packages)
    [ -n "$packages" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        say "Missing Debian packages. Install them as root, then try again:"
        say "  apt-get update && apt-get install -y --no-install-recommends $packages"
        exit 1
    fi
    say "Set-up: Debian packages …"
    # Debian starts a server when its package is installed; ours are our own, so none is to start now.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        trap 'rm -f "$policy"' EXIT INT TERM
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    # shellcheck disable=SC2086 # one word a package
    apt-get install -y -q --no-install-recommends $packages
    stay_stopped
}

# Nor are Debian's own to start when this machine starts: only those that we have just installed.
stay_stopped() {
    command -v systemctl >/dev/null || return 0
    for unit in postgresql redis-server prometheus icecast2; do
        case " $packages " in
        *" $unit "*) systemctl --quiet disable "$unit" 2>/dev/null || true ;;
        esac
    done
}

python_packages() {
    python=$(command -v python3.11 || command -v python3)
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        say "Injyana needs Python 3.11 or newer; $python is older."
        exit 1
    }
    [ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
    pip="$venv/bin/python -m pip --disable-pip-version-check --quiet"
    $pip install --no-compile --require-hashes -r "$root/requirements-dev.lock"
    PYTHONWARNINGS=ignore $pip install --no-deps --no-build-isolation --no-index --editable "$root"
}

# A server's jars replace the old ones only when all of them are there. Usage: jars NAME GOAL FOLDER_PROPERTY
jars() {
    rm -rf "$lib/$1.new"
    mvn -q -B -Dstyle.color=never -f "$root/infra/$1/pom.xml" "dependency:$2" "-D$3=$lib/$1.new"
    [ -n "$(find "$lib/$1.new" -name '*.jar' -print -quit)" ] || { say "Maven brought no jars for $1."; exit 1; }
    rm -rf "${lib:?}/$1"
    mv "$lib/$1.new" "$lib/$1"
}

kafka_jars() { jars kafka copy-dependencies outputDirectory; }

registry_jars() { jars registry unpack unpackTo; }

debian_packages
once python python_packages "$root/requirements-dev.lock" "$root/pyproject.toml"
once kafka kafka_jars "$root/infra/kafka/pom.xml"
once registry registry_jars "$root/infra/registry/pom.xml"
