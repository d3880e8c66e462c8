# shellcheck shell=bash
# What the cases' scripts may call besides pdot; bash reads it first.

# A first run in peace, and what it left.
prepared() {
    pdot run mini/plan.yaml --out out --lang en --quiet || echo "the first run failed"
    digest out >before
}

# A call that must be refused and leave store and delivery as they were. The case's exit status is the call's.
refused() {
    local status=0
    "$@" || status=$?
    if digest out | cmp -s before -; then
        echo "store and delivery as before"
    else
        echo "CHANGED"
        digest out | diff before -
    fi
    exit "$status"
}

# What the store says of each unit of work and what it depends on.
units() {
    /usr/bin/python3 -c '
import sqlite3
for row in sqlite3.connect("out/plan.sqlite").execute("SELECT name, digest FROM work_unit ORDER BY name"):
    print(*row)'
}

# replace FILE OLD NEW: once, and it must be there.
replace() {
    grep -qF -- "$2" "$1" || echo "$1 does not hold: $2"
    /usr/bin/python3 -c 'import sys; p, a, b = sys.argv[1:]; t = open(p, newline="").read(); open(p, "w", newline="").write(t.replace(a, b, 1))' "$@"
}
