#!/usr/bin/python3
"""Golden cases: what the program prints, answers and writes, compared with what is on record.

    run.py --program build/dev/pdot [CASE...]             runs all cases, or those named
    run.py --program build/dev/pdot --update [CASE...]    shows the differences and takes them over as expected

A case is a folder of tests/golden/cases:
    cmd        script for bash, run in an empty folder. "pdot" is the program; functions.sh says what else there is
    use        optional: folders of tests/golden/inputs to copy in, one a line
    expected/  stdout, stderr, exit (absent: empty, empty, 0) and files/: paths whose content must be just so
    volatile   optional: lines "pattern<TAB>replacement", regular expressions applied to all that is compared
A pattern of VOLATILE below applies to every case. Nothing else may differ.
"""
import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
INPUTS = HERE / "inputs"
TIMEOUT_S = 120
# Wall time is the one thing that a run prints and that is no function of its input.
VOLATILE = [
    (r"\b\d+[.,]\d+ s\b", "N s"),
    (r'("seconds": ?)[0-9.eE+-]+', r"\1N"),
]


def read_lines(path):
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")] if path.exists() else []


def patterns_of(case):
    own = [tuple(line.split("\t", 1)) for line in read_lines(case / "volatile")]
    return [(re.compile(pattern, re.M), replacement) for pattern, replacement in own + VOLATILE]


def settle(text, patterns):
    for pattern, replacement in patterns:
        text = pattern.sub(replacement, text)
    return text


def environment(program, folder):
    bin_folder = folder / "bin"
    bin_folder.mkdir()
    (bin_folder / "pdot").symlink_to(program)
    (bin_folder / "digest").symlink_to(HERE / "digest.py")
    handed_on = ("LOCPATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "PDOT_DATA")
    env = {key: os.environ[key] for key in handed_on if key in os.environ}
    env |= {"PATH": f"{bin_folder}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": os.environ.get("LC_ALL", "C.UTF-8"),
            "LANGUAGE": "es", "PROJ_NETWORK": "OFF", "PYTHONDONTWRITEBYTECODE": "1", "SOURCE_DATE_EPOCH": "1700000000",
            "BASH_ENV": str(HERE / "functions.sh")}
    return env


def run_case(case, program):
    """What the case gave: {name: text} of stdout, stderr, exit and the recorded files."""
    patterns = patterns_of(case)
    with tempfile.TemporaryDirectory(prefix="golden-") as name:
        folder = Path(name)
        work = folder / "work"
        work.mkdir()
        for used in read_lines(case / "use"):
            shutil.copytree(INPUTS / used, work / used)
        env = environment(program, folder)
        done = subprocess.run(["bash", "-u", str(case / "cmd")], cwd=work, env=env, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=TIMEOUT_S)
        got = {"stdout": done.stdout.decode(errors="backslashreplace"),
               "stderr": done.stderr.decode(errors="backslashreplace"), "exit": f"{done.returncode}\n"}
        for path in recorded_files(case):
            inside = work / path
            got[f"files/{path}"] = inside.read_text(errors="backslashreplace") if inside.exists() else "(no such file)\n"
        return {key: settle(text.replace(str(work), "WORK").replace(str(folder), "FOLDER"), patterns)
                for key, text in got.items()}


def recorded_files(case):
    files = case / "expected/files"
    return sorted(p.relative_to(files).as_posix() for p in files.rglob("*") if p.is_file()) if files.exists() else []


def expected_of(case, key):
    path = case / "expected" / key
    if path.exists():
        return path.read_text()
    return "0\n" if key == "exit" else ""


def differences(case, got):
    lines = []
    for key, text in got.items():
        wanted = expected_of(case, key)
        if text != wanted:
            lines += difflib.unified_diff(wanted.splitlines(), text.splitlines(), f"{case.name}/expected/{key}",
                                          f"{case.name}/got/{key}", lineterm="")
    return lines


def update(case, got):
    for key, text in got.items():
        path = case / "expected" / key
        if text == expected_of(case, key):
            continue
        if text == ("0\n" if key == "exit" else "") and not key.startswith("files/"):
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--update", action="store_true", help="take the output over as expected, after showing the diff")
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    names = options.cases or sorted(p.name for p in CASES.iterdir() if (p / "cmd").exists())
    bad = 0
    for name in names:
        case = CASES / name
        got = run_case(case, options.program.resolve())
        diff = differences(case, got)
        print("\n".join(diff), end="\n" if diff else "")
        print(f"{'changed' if diff and options.update else 'FAILED' if diff else 'ok'}: {name}")
        if diff and options.update:
            update(case, got)
        bad += bool(diff)
    return 1 if bad and not options.update else 0


if __name__ == "__main__":
    sys.exit(main())
