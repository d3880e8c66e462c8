#!/usr/bin/python3
"""Every message that the sources hand to the translator is one that xgettext sees: a literal, or literals marked N_().

xgettext takes the first literal of `is_east ? "east" : "west"` and overlooks the second, which then stays English for good.
"""
import re
import unittest
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src"
# Function: which of its arguments is the message, counted from 0. The same functions stand in tools/messages, counted from 1.
MESSAGE_OF = {"pd_fail": 2, "pd_fail_at": 3, "pd_log": 2, "pd_finding_add": 5, "pd_translate": 1, "pd_symptom_add": 5,
              "pd_symptom_example": 1, "_": 0}
CALL = re.compile(r"(?<![\w])(" + "|".join(MESSAGE_OF) + r")\(")
STRING = r'"(?:\\.|[^"\\])*"'
LITERAL = re.compile(rf"(?:{STRING}|PRI\w+|\s)+")
MARKED = re.compile(rf"(?:N_|pd_translate)\((?:[^()\"]|{STRING})*\)")


def arguments(text, start):
    """The arguments of a call whose opening bracket ends at `start`."""
    found, depth, begin = [], 0, start
    for token in re.finditer(STRING + r"|'(?:\\.|[^'\\])'|[][(){},]", text[start:]):
        sign, at = token.group(), start + token.start()
        if sign in "([{":
            depth += 1
        elif sign in ")]}" and depth == 0:
            return found + [text[begin:at].strip()]
        elif sign in ")]}":
            depth -= 1
        elif sign == "," and depth == 0:
            found.append(text[begin:at].strip())
            begin = at + 1
    return found


def overlooked(text):
    """The messages of a source that xgettext would not see whole, as (line, message)."""
    found = []
    for call in CALL.finditer(text):
        given = arguments(text, call.end())
        place = MESSAGE_OF[call.group(1)]
        message = given[place] if place < len(given) else ""
        if not LITERAL.fullmatch(message) and '"' in MARKED.sub("", message):
            found.append((text.count("\n", 0, call.start()) + 1, message))
    return found


class Calls(unittest.TestCase):
    def test_the_sources_hide_no_message_from_the_catalogue(self):
        files = sorted(SOURCES.rglob("*.c"))
        self.assertGreater(len(files), 100)
        hidden = [f"{file.relative_to(SOURCES)}:{line}: mark each with N_(): {message}"
                  for file in files for line, message in overlooked(file.read_text(encoding="utf-8"))]
        self.assertEqual(hidden, [])

    def test_a_choice_between_unmarked_literals_is_found(self):
        self.assertEqual(overlooked('\n    pd_translate(ctx, far < 0 ? "west, or so" : "east"));'),
                         [(2, 'far < 0 ? "west, or so" : "east"')])
        self.assertEqual(len(overlooked('pd_fail(ctx, PDOT_IO, is_dir ? N_("folder") : "file", name(a, b));')), 1)

    def test_literals_marked_ones_and_variables_pass(self):
        for call in ('pd_fail(ctx, PDOT_IO, "%s: cannot (yet) \\"read\\", " "sorry", name);', "pd_translate(ctx, words[kind]);",
                     'pd_symptom_add(s, 1, "gap", n, NAN, is_known ? N_("known (%d)") : N_("not"), n);'):
            self.assertEqual(overlooked(call), [])

    def test_the_functions_are_those_that_the_catalogue_is_made_from(self):
        tool = (SOURCES.parent / "tools/messages").read_text(encoding="utf-8")
        named = {name: int(place or 1) - 1 for name, place in re.findall(r"--keyword=(\w+)(?::(\d+))?", tool)}
        named = {name: place for name, place in named.items() if name not in ("N_", "ngettext")}
        self.assertEqual(named, MESSAGE_OF)


if __name__ == "__main__":
    unittest.main()
