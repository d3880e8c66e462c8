"""Runs a process and measures it: wall time here, processor time and peak memory by /usr/bin/time (a child of ours
would start with our own memory as its peak)."""
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SKIPPED = 77


@dataclass
class Measured:
    seconds: float
    cpu_seconds: float  # of all threads: less touched by what else the machine does
    peak_bytes: int
    stdout: str


class Skipped(Exception):
    """The program says that what it needs is not installed."""


class Failed(Exception):
    """The program ended with an error; its last words."""


def run(command, **options):
    with tempfile.TemporaryDirectory(prefix="pdot-bench-") as folder:
        report = Path(folder) / "report"
        start = time.perf_counter()
        done = subprocess.run(["/usr/bin/time", "-f", "%M %U %S", "-o", report, *map(str, command)], text=True,
                              capture_output=True, check=False, **options)
        seconds = time.perf_counter() - start
        if done.returncode == SKIPPED:
            raise Skipped(done.stderr.strip().splitlines()[-1])
        if done.returncode != 0:
            raise Failed(f"{command[0]} ended with {done.returncode}: {(done.stdout + done.stderr).strip()[-2000:]}")
        kib, user, system = report.read_text().split()[-3:]
        return Measured(seconds, float(user) + float(system), int(kib) * 1024, done.stdout)


def best(measures):
    """Least times, largest peak."""
    least = min(measures, key=lambda measured: measured.seconds)
    return Measured(least.seconds, min(measured.cpu_seconds for measured in measures),
                    max(measured.peak_bytes for measured in measures), least.stdout)
