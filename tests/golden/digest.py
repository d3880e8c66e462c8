#!/usr/bin/python3
"""digest FOLDER: one line for the content of its store and one for its delivery, to compare before and after.

The store counts by what its tables hold, not by its bytes: closing a SQLite file may move pages without changing a row.
SpatiaLite's note of when a table was last written is left out.
"""
import hashlib
import sqlite3
import sys
from pathlib import Path


def store_digest(path):
    if not path.exists():
        return "none"
    digest = hashlib.sha256()
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    names = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
                         "AND name <> 'geometry_columns_time' ORDER BY name").fetchall()
    for (name,) in names:
        digest.update(name.encode())
        for row in sorted(repr(row) for row in base.execute(f'SELECT * FROM "{name}"')):
            digest.update(row.encode())
    base.close()
    return digest.hexdigest()[:16]


def folder_digest(folder):
    if not folder.exists():
        return "none"
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


folder = Path(sys.argv[1])
print("store", store_digest(folder / "plan.sqlite"))
print("delivery", folder_digest(folder / "entrega"))
