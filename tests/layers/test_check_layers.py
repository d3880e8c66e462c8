#!/usr/bin/python3
"""The layer check fires on each kind of breach and stays silent on a house that keeps the rules."""
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_layers as check

TABLE = """# name : below : packages
pdot  :            :
base  : pdot       : threads
geo   : base       : geos
store : base geo   : sqlite
cli   : pdot       :
"""

CLEAN = {
    "src/layers.table": TABLE,
    "src/pdot/face.h": "#ifndef F\n#define F\n#include <stddef.h>\nsize_t pdot_face(void);\n#endif\n",
    "src/base/a.h": '#ifndef A\n#define A\n#include "pdot/face.h"\n#endif\n',
    "src/base/a.c": '#include "base/a.h"\n#include <pthread.h>\n/* strcpy(x) and exit(1) in words */\n'
                    'const char *pd_a(void);\nconst char *pd_a(void) { return "system(%d)"; }\n',
    "src/base/CMakeLists.txt": "pdot_layer(base a.c)\n",
    "src/geo/shape.h": '#ifndef S\n#define S\n#include "base/a.h"\n#endif\n',
    "src/store/s.c": '#include "geo/shape.h"\n#include <sqlite3.h>\n',
    "src/store/CMakeLists.txt": "pdot_layer(store\n    s.c)\n",
    "src/cli/main.c": '#include <argp.h>\n#include "pdot/face.h"\nint main(void) { printf("%f", 1.0 > 0 ? 0 : 1); }\n',
    "src/cli/CMakeLists.txt": "add_executable(pdot main.c)\n",
}


class House(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        for name, text in CLEAN.items():
            self.write(name, text)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def fires(self, breaches, *words):
        self.assertTrue(any(all(word in line for word in words) for line in breaches), breaches)

    def test_a_clean_house_is_silent(self):
        for one in (check.check_includes, check.check_calls, check.check_sources, check.check_headers):
            self.assertEqual(one(self.root), [], one.__name__)

    def test_a_layer_that_is_not_in_the_row(self):
        self.write("src/base/a.c", '#include "store/s.h"\n')
        self.fires(check.check_includes(self.root), "src/base/a.c:1: include: base may not include")

    def test_the_program_sees_the_face_only(self):
        self.write("src/cli/main.c", '\n#include "base/a.h"\n')
        self.fires(check.check_includes(self.root), "src/cli/main.c:2: include: cli may not include")

    def test_a_name_without_its_layer(self):
        self.write("src/base/a.c", '#include "a.h"\n')
        self.fires(check.check_includes(self.root), "must be written from src")

    def test_a_foreign_header_of_another_layers_package(self):
        self.write("src/geo/g.c", "#include <sqlite3.h>\n")
        self.fires(check.check_includes(self.root), "package sqlite", "row of geo")

    def test_a_header_of_no_package(self):
        self.write("src/geo/g.c", "#include <glib.h>\n")
        self.fires(check.check_includes(self.root), "<glib.h> is of no package")

    def test_a_header_of_the_program_below_it(self):
        self.write("src/base/a.c", "#include <signal.h>\n")
        self.fires(check.check_includes(self.root), "<signal.h> belongs to the program")

    def test_a_header_that_shows_a_foreign_type_to_another_layer(self):
        self.write("src/geo/shape.h", "#include <geos_c.h>\n")
        self.fires(check.check_includes(self.root), "src/store/s.c:1", "shows <geos_c.h>")

    def test_a_folder_without_a_row(self):
        self.write("src/extra/x.c", "\n")
        self.fires(check.check_includes(self.root), "extra has no row")

    def test_a_circle_in_the_table(self):
        self.write("src/layers.table", TABLE.replace("base  : pdot ", "base  : pdot store "))
        self.fires(check.check_includes(self.root), "src/layers.table:1: circle: base -> store -> base")

    def test_a_circle_in_the_includes(self):
        self.write("src/base/b.c", '#include "geo/shape.h"\n')
        self.fires(check.check_includes(self.root), "the includes of src:1: circle: base -> geo -> base")

    def test_every_banned_call(self):
        for call in check.BANNED + check.CLI_CALLS:
            self.write("src/geo/g.c", f"void pd_g(void)\n{{\n    {call}(x);\n}}\n")
            self.fires(check.check_calls(self.root), f"src/geo/g.c:3: call: {call}()")

    def test_what_the_program_may_call_and_what_not(self):
        self.write("src/cli/main.c", "int main(void) { exit(atoi(x)); }\n")
        breaches = check.check_calls(self.root)
        self.fires(breaches, "atoi()")
        self.assertEqual(len(breaches), 1)

    def test_a_member_or_longer_name_is_no_call(self):
        self.write("src/geo/g.c", "void pd_g(void) { a->exit(1); b.time(2); pd_abort(); my_printf(); strtok_r(x); }\n")
        self.assertEqual(check.check_calls(self.root), [])

    def test_a_number_format(self):
        for text in ("%f", "%.3f", "%8.2lf", "%-*g", "%e"):
            self.write("src/geo/g.c", f'const char *pd_g = "{text} m";\n')
            self.fires(check.check_calls(self.root), "number:", text)
        self.write("src/geo/g.c", 'const char *pd_g = "%d of 100 %% free, 5 % fresh, LIKE %fts%";\n')
        self.assertEqual(check.check_calls(self.root), [])

    def test_a_file_that_is_not_built(self):
        self.write("src/base/lost.c", "\n")
        self.fires(check.check_sources(self.root), "src/base/CMakeLists.txt", "lost.c is in no list")

    def test_a_listed_file_that_is_not_there(self):
        self.write("src/base/CMakeLists.txt", "pdot_layer(base a.c gone.c)\n")
        self.fires(check.check_sources(self.root), "gone.c is listed and does not exist")

    def test_a_layer_without_lists(self):
        self.write("src/geo/g.c", "\n")
        self.fires(check.check_sources(self.root), "src/geo/g.c:1", "no CMakeLists.txt")

    def test_a_header_that_needs_another_first(self):
        self.write("src/geo/shape.h", "size_t pd_shape(void);\n")
        self.fires(check.check_headers(self.root), "src/geo/shape.h:1: header: does not compile alone")

    def test_a_header_without_a_guard(self):
        self.write("src/geo/shape.h", "typedef struct pd_s { int x; } pd_s;\n")
        self.fires(check.check_headers(self.root), "src/geo/shape.h:1")

    def test_a_face_header_with_an_extension(self):
        self.write("src/pdot/face.h", "#ifndef F\n#define F\nstruct pdot_s { int n; int many[]; int z[0]; };\n#endif\n")
        self.fires(check.check_headers(self.root), "src/pdot/face.h:1")

    def archive(self, code):
        (self.root / "x.c").write_text(code)
        subprocess.run(["cc", "-c", "-fvisibility=hidden", "-o", self.root / "x.o", self.root / "x.c"], check=True)
        subprocess.run(["ar", "rc", self.root / "x.a", self.root / "x.o"], check=True)
        return check.check_symbols([self.root / "x.a"])

    def test_symbols_of_a_good_archive(self):
        self.assertEqual(self.archive(
            "__attribute__((visibility(\"default\"))) int pdot_f(void) { return 1; }\n"
            "int pd_g(void) { return 2; }\nstatic int h(void) { return 3; }\nint pd_i(void) { return h(); }\n"
            "const char *const pd_names[] = {\"a\", \"b\"};\nextern int getpid(void); int pd_j(void) { return getpid(); }\n"
        ), [])

    def test_a_symbol_without_prefix(self):
        self.fires(self.archive("int lost(void) { return 1; }\n"), "x.o: symbol: lost is global")

    def test_an_inner_symbol_that_leaves_the_library(self):
        self.fires(self.archive("__attribute__((visibility(\"default\"))) int pd_f(void) { return 1; }\n"),
                   "pd_f leaves the library")

    def test_writable_data(self):
        self.fires(self.archive("static int n; int pd_f(void) { return ++n; }\n"), "data: n is writable")
        self.fires(self.archive("int pd_f(void) { static int m = 4; return ++m; }\n"), "data: m")


if __name__ == "__main__":
    unittest.main()
