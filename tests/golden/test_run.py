#!/usr/bin/python3
"""The golden runner fails on any difference, passes on none, and its update takes over what it showed."""
import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import run


class Runner(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.case = Path(self.folder.name) / "one"
        self.program = Path(self.folder.name) / "program"
        self.program.write_text('#!/bin/sh\necho "said $1 in 0.25 s"\necho oops >&2\necho text >made.txt\nexit 3\n')
        self.program.chmod(0o755)
        self.write("cmd", "pdot hello\n")
        self.write("expected/stdout", "said hello in N s\n")
        self.write("expected/stderr", "oops\n")
        self.write("expected/exit", "3\n")
        self.write("expected/files/made.txt", "text\n")

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, text):
        path = self.case / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run_all(self, *options):
        said = io.StringIO()
        with mock.patch.object(run, "CASES", self.case.parent), contextlib.redirect_stdout(said), \
                mock.patch.object(sys, "argv", ["run.py", "--program", str(self.program), *options, "one"]):
            return run.main(), said.getvalue()

    def test_equal_output_passes(self):
        self.assertEqual(self.run_all(), (0, "ok: one\n"))

    def test_each_kind_of_difference_fails(self):
        for name in ("stdout", "stderr", "exit", "files/made.txt"):
            before = (self.case / "expected" / name).read_text()
            self.write(f"expected/{name}", "other\n")
            status, said = self.run_all()
            self.assertEqual(status, 1)
            self.assertIn(f"one/expected/{name}", said)
            self.write(f"expected/{name}", before)

    def test_a_file_that_was_not_made_fails(self):
        self.write("expected/files/lost.txt", "text\n")
        self.assertEqual(self.run_all()[0], 1)

    def test_a_declared_pattern_is_volatile(self):
        self.write("volatile", "said \\w+\tsaid WORD\n")
        self.write("expected/stdout", "said WORD in N s\n")
        self.assertEqual(self.run_all()[0], 0)

    def test_update_shows_the_difference_and_takes_it_over(self):
        self.write("expected/stdout", "other\n")
        status, said = self.run_all("--update")
        self.assertEqual(status, 0)
        self.assertIn("-other", said)
        self.assertIn("+said hello in N s", said)
        self.assertEqual(self.run_all()[0], 0)


if __name__ == "__main__":
    unittest.main()
