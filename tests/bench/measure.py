"""Runs a process and measures it: wall time here, peak memory by /usr/bin/time (a child of ours would start with our
own memory as its peak)."""
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SKIPPED = 77


@dataclass
class Measured:
    seconds: float
    peak_bytes: int
    stdout: str


class Skipped(Exception):
    """The program says that what it needs is not installed."""


class Failed(Exception):
    """The program ended with an error; its last words."""


def run(command, **options):
    with tempfile.TemporaryDirectory(prefix="pdot-bench-") as folder:
        peak = Path(folder) / "peak"
        start = time.perf_counter()
        done = subprocess.run(["/usr/bin/time", "-f", "%M", "-o", peak, *map(str, command)], text=True,
                              capture_output=True, check=False, **options)
        seconds = time.perf_counter() - start
        if done.returncode == SKIPPED:
            raise Skipped(done.stderr.strip().splitlines()[-1])
        if done.returncode != 0:
            raise Failed(f"{command[0]} ended with {done.returncode}: {(done.stdout + done.stderr).strip()[-2000:]}")
        return Measured(seconds, int(peak.read_text().split()[-1]) * 1024, done.stdout)


def best(measures):
    """Least time, largest peak."""
    least = min(measures, key=lambda measured: measured.seconds)
    return Measured(least.seconds, max(measured.peak_bytes for measured in measures), least.stdout)
