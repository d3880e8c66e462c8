"""What the tests of the sample share: one line per check, and the sample's tables."""

import csv
import os
import re

SAMPLE = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../geodata/loja"))
failures = []


def check(sentence, holds, seen=""):
    """Prints one line; `seen` is shown when the sentence does not hold."""
    print(("ok    " if holds else "FAIL  ") + sentence + ("" if holds else f": {seen}"))
    if not holds:
        failures.append(sentence)


def equal(sentence, found, wanted):
    check(sentence, found == wanted, f"found {found}, expected {wanted}")


def finish():
    """The exit status."""
    if failures:
        print(f"{len(failures)} of the checks do not hold")
    return 1 if failures else 0


def table(name):
    with open(os.path.join(SAMPLE, name), encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def fold(text):
    plain = text.casefold().translate(str.maketrans("áéíóúüñ", "aeiouun"))
    return " ".join(re.sub(r"[.,;]", " ", plain).split())
