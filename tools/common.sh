# shellcheck shell=bash
# What the tools share: where the checkout is, short messages, and packages installed when they are missing.
# Sourced by the scripts of this folder, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
jobs=$(nproc)
export PYTHONDONTWRITEBYTECODE=1
# The system's Python has the geographic modules; another one may come first on PATH.
# shellcheck disable=SC2034
python=/usr/bin/python3

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi

say() { printf '%s\n' "$*"; }
step() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }
die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# quietly LOG WHAT COMMAND...: runs the command with its output in LOG; if it fails, shows the end of LOG and stops.
quietly() {
    local log=$1 what=$2
    shift 2
    mkdir -p "$(dirname "$log")"
    "$@" >"$log" 2>&1 && return 0
    tail -n 40 "$log" >&2
    die "$what failed; the whole output is in $log"
}

# Packages of the given sets that are not installed, one a line.
missing_packages() {
    local wanted installed
    wanted=$(awk -v sets=" $* " '!/^#/ && NF && index(sets, " " $1 " ") { print $2 }' tools/packages | sort -u)
    # dpkg-query answers 1 when it does not know one of the names; what it knows is still printed.
    # shellcheck disable=SC2086
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $wanted 2>/dev/null |
        awk '$2 == "installed" { print $1 }' | sort -u) || true
    comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed")
}

# Makes sure that the packages of the given sets (tools/packages) are installed. Needs network only if some are not.
need_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "This is not a Debian system: the libraries listed in tools/packages must be there already."
        return 0
    fi
    local -a missing apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            apt=(sudo "${apt[@]}")
        else
            die "packages are missing and this user may not install them. As root run:
  apt-get update && apt-get install --no-install-recommends ${missing[*]}
and then this command again."
        fi
    fi
    step "Installing ${#missing[@]} Debian packages (once; some minutes)"
    quietly build/apt.log "apt-get update" "${apt[@]}" update
    quietly build/apt.log "apt-get install" "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
}

# build_preset PRESET: configures and builds build/PRESET.
build_preset() {
    step "Building ($1)"
    quietly "build/$1.log" "the configuration" cmake --preset "$1"
    quietly "build/$1.log" "the build" cmake --build "build/$1" --parallel "$jobs"
}
