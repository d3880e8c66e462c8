"""What the peers share. A peer is a program

    PEER FOLDER LAYER KIND OUT.csv

that reads FOLDER/terr.gpkg and FOLDER/LAYER.gpkg or .tif, writes `tid,clase,m` (m2, m, points or cells) and prints one
line of JSON: "seconds" of the work as its user waits for it (start of the interpreter and loading into a server left
out), "prepare" (that loading), "version". It ends with 77 where its package is not installed.
"""
import argparse
import csv
import json
import sys
import time
from pathlib import Path

SKIPPED = 77


def skip(package):
    print(f"skipped: {package} is not installed", file=sys.stderr)
    sys.exit(SKIPPED)


def arguments(kinds):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("layer")
    parser.add_argument("kind", choices=kinds)
    parser.add_argument("out", type=Path)
    return parser.parse_args()


class Clock:
    """Seconds since the last look."""

    def __init__(self):
        self.start = time.perf_counter()

    def look(self):
        now = time.perf_counter()
        seconds, self.start = now - self.start, now
        return seconds


def write(path, rows):
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("tid", "clase", "m"))
        writer.writerows(rows)


def report(seconds, version, prepare=0.0):
    print(json.dumps({"seconds": seconds, "prepare": prepare, "version": version}))
