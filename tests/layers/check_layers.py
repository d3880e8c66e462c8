#!/usr/bin/python3
"""Checks that the house keeps its own rules: who includes whom, which foreign headers appear where, which calls are
banned, which symbols leave the library, and that every source file is in the build.

    check_layers.py includes|calls|sources [--root DIR]     reads text only
    check_layers.py headers [--root DIR]                    compiles every header alone
    check_layers.py symbols LIBRARY... [--root DIR]         reads the symbol table of the built archive
    check_layers.py draw [--root DIR]                       prints who includes whom; no check

Prints one line for each breach (file:line: rule: what) and exits 1 if there is any. The rows are those of
src/layers.table, which also feeds the build.
"""
import argparse
import os
import re
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

Layer = namedtuple("Layer", "name below packages")
Include = namedtuple("Include", "line system path")

# The words of objdump and the compiler in the language this script reads.
PLAIN = os.environ | {"LC_ALL": "C"}

# Headers of each package word of src/layers.table, and the pkg-config module that knows where they are.
PACKAGES = {
    "utf8proc": (r"utf8proc\.h", "libutf8proc"),
    "crypto": (r"openssl/\w+\.h", "libcrypto"),
    "threads": (r"pthread\.h", None),
    "geos": (r"geos_c\.h", None),
    "proj": (r"(proj|proj_experimental|geodesic)\.h", "proj"),
    "gdal": (r"(gdal|ogr|cpl)\w*\.h", "gdal"),
    "cyaml": (r"cyaml/\w+\.h", "libcyaml"),
    "yaml": (r"yaml\.h", "yaml-0.1"),
    "sqlite": (r"sqlite3\.h", "sqlite3"),
    "spatialite": (r"(spatialite\.h|spatialite/\w+\.h)", "spatialite"),
    "xml": (r"libxml/\w+\.h", "libxml-2.0"),
    "xlsxwriter": (r"(xlsxwriter\.h|xlsxwriter/\w+\.h)", "xlsxwriter"),
    "cairo": (r"cairo(-\w+)?\.h", "cairo"),
    "pango": (r"pango/\w+\.h", "pangocairo"),
    "jansson": (r"jansson\.h", "jansson"),
}

# C11 and POSIX headers that any layer may use.
LIBC = set("""assert complex ctype errno fenv float inttypes limits math stdalign stdarg stdatomic stdbool stddef stdint
stdio stdlib stdnoreturn string uchar wchar wctype dirent fcntl fnmatch ftw glob iconv langinfo libgen malloc strings
sys/file sys/mman sys/param sys/random sys/resource sys/stat sys/statvfs sys/time sys/types sys/uio sys/wait time
unistd""".split())
# (file, header): why it may stand there all the same.
ALLOWED_HEADERS = {
    ("base/number.c", "locale.h"): "numbers are read in a locale object of their own, never the process's",
    ("export/workbook/xlsx.c", "locale.h"): "libxlsxwriter prints numbers by the thread's locale, which is set and put back",
}
# What only the program may use: it alone talks to the user and to the process.
CLI_ONLY = {"argp", "getopt", "libintl", "locale", "signal", "sys/ioctl", "termios"}

# Calls nobody makes (they overflow, keep hidden state, or read the locale) and calls that only the program makes.
BANNED = "strcpy strcat sprintf vsprintf gets strtok atoi atol atoll atof strtod strtof strtold alloca setjmp longjmp system".split()
CLI_CALLS = "exit _exit abort time getenv printf puts putchar setlocale".split()
# (file, call): why it may stand there.
ALLOWED_CALLS = {
    ("base/context.c", "abort"): "a broken contract between our own functions ends the process",
    ("base/number.c", "strtod"): "the one place that turns text into doubles",
}
# (object, name): why it may be writable.
ALLOWED_DATA = {
    ("buffer.c.o", "EMPTY"): "what an empty buffer points to; its type is char * and nobody writes it",
    ("gdal.c.o", "once"): "GDAL's list of drivers belongs to the process: it is made once, whoever comes first",
}
# Number formats follow the locale's decimal sign: only base/number.c may use them, and the program, which sets the sign
# to a point in its first lines.
NUMBER_FORMAT = re.compile(r"%[-+#0-9*]*(?:\.(?:\d+|\*)?)?l?[efgaEFGA](?![a-z])")
NUMBER_FORMAT_FILES = {"base/number.c"}


def read_table(root):
    layers = {}
    for line in (root / "src/layers.table").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, below, packages = [cell.strip() for cell in line.split(":")]
        layers[name] = Layer(name, below.split(), packages.split())
    return layers


def strip_code(text, keep_strings=False):
    """The text without comments (and without the inside of literals), line numbers unchanged."""
    token = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(match):
        found = match.group(0)
        if found[0] in "\"'":
            return found if keep_strings else found[0] * 2
        return "\n" * found.count("\n") + " "

    return token.sub(blank, text)


def sources(root, *suffixes):
    return sorted(p for p in (root / "src").rglob("*") if p.suffix in suffixes)


def layer_of(root, path):
    return path.relative_to(root / "src").parts[0]


def includes_of(path):
    found = []
    for number, line in enumerate(strip_code(path.read_text(), keep_strings=True).splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            found.append(Include(number, match.group(1) == "<", match.group(2)))
    return found


def package_of(header):
    for word, (pattern, _) in PACKAGES.items():
        if re.fullmatch(pattern, header):
            return word
    return None


def check_system_include(layers, layer, where, header):
    stem = header[:-2] if header.endswith(".h") else header
    if stem in LIBC or (where.split(":")[0].removeprefix("src/"), header) in ALLOWED_HEADERS:
        return []
    if stem in CLI_ONLY:
        return [] if layer == "cli" else [f"{where}: foreign: <{header}> belongs to the program (cli) alone"]
    word = package_of(header)
    if word is None:
        return [f"{where}: foreign: <{header}> is of no package of src/layers.table"]
    if word not in layers[layer].packages:
        return [f"{where}: foreign: <{header}> is of package {word}, which the row of {layer} does not have"]
    return []


def check_own_include(root, layers, layer, where, header):
    target = Path(header).parts[0]
    if target not in layers or "/" not in header:
        return [f'{where}: include: "{header}" must be written from src, as "layer/file.h"']
    if target not in {layer, "pdot", *layers[layer].below}:
        return [f'{where}: include: {layer} may not include "{header}"; its row allows: '
                f'{" ".join(layers[layer].below) or "nothing"}']
    path = root / "src" / header
    if target != layer and path.exists():
        foreign = [i.path for i in includes_of(path) if i.system and package_of(i.path)]
        if foreign:
            return [f'{where}: include: "{header}" shows <{foreign[0]}> to another layer']
    return []


def layer_edges(root):
    edges = set()
    for path in sources(root, ".c", ".h"):
        for include in includes_of(path):
            if not include.system and "/" in include.path:
                edges.add((layer_of(root, path), include.path.split("/")[0]))
    return {(a, b) for a, b in edges if a != b}


def find_circle(edges):
    """A list of names that leads back to its first one, or None."""
    below = {}
    for a, b in edges:
        below.setdefault(a, set()).add(b)
    done = set()

    def visit(node, path):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        for other in sorted(below.get(node, ())):
            circle = visit(other, path + [node])
            if circle:
                return circle
        done.add(node)
        return None

    for node in sorted(below):
        circle = visit(node, [])
        if circle:
            return circle
    return None


def check_includes(root):
    layers = read_table(root)
    breaches = []
    for path in sources(root, ".c", ".h"):
        layer = layer_of(root, path)
        if layer not in layers:
            breaches.append(f"{path.relative_to(root)}:1: layer: {layer} has no row in src/layers.table")
            continue
        for include in includes_of(path):
            where = f"{path.relative_to(root)}:{include.line}"
            if include.system:
                breaches += check_system_include(layers, layer, where, include.path)
            else:
                breaches += check_own_include(root, layers, layer, where, include.path)
    rows = {(layer.name, below) for layer in layers.values() for below in layer.below}
    for edges, what in ((rows, "src/layers.table"), (layer_edges(root), "the includes of src")):
        circle = find_circle(edges)
        if circle:
            breaches.append(f"{what}:1: circle: {' -> '.join(circle)}")
    return breaches


def check_calls(root):
    breaches = []
    for path in sources(root, ".c", ".h"):
        inside = path.relative_to(root / "src").as_posix()
        text = path.read_text()
        calls = BANNED + ([] if layer_of(root, path) == "cli" else CLI_CALLS)
        pattern = re.compile(r"(?<![\w.>])(" + "|".join(calls) + r")\s*\(")
        for number, line in enumerate(strip_code(text).splitlines(), 1):
            for match in pattern.finditer(line):
                if (inside, match.group(1)) not in ALLOWED_CALLS:
                    breaches.append(f"src/{inside}:{number}: call: {match.group(1)}() is banned here")
        if inside in NUMBER_FORMAT_FILES or layer_of(root, path) == "cli":
            continue
        for number, line in enumerate(strip_code(text, keep_strings=True).splitlines(), 1):
            for literal in re.findall(r'"(?:\\.|[^"\\])*"', line):
                match = NUMBER_FORMAT.search(literal.replace("%%", ""))
                if match:
                    breaches.append(f"src/{inside}:{number}: number: {match.group(0)} follows the locale; "
                                    "use base/number.h")
    return breaches


def check_sources(root):
    """Every .c file is listed in the CMakeLists.txt of its layer, and every listed one exists."""
    breaches = []
    for lists in sorted((root / "src").glob("*/CMakeLists.txt")):
        text = re.sub(r"#[^\n]*", "", lists.read_text())
        listed = set(re.findall(r"(?<![\w/}.-])[\w/-]+\.c\b", text))
        present = {p.relative_to(lists.parent).as_posix() for p in lists.parent.rglob("*.c")}
        for name in sorted(present - listed):
            breaches.append(f"{lists.relative_to(root)}:1: source: {name} is in no list")
        for name in sorted(listed - present):
            breaches.append(f"{lists.relative_to(root)}:1: source: {name} is listed and does not exist")
    for path in sources(root, ".c"):
        if not (root / "src" / layer_of(root, path) / "CMakeLists.txt").exists():
            breaches.append(f"{path.relative_to(root)}:1: source: its layer has no CMakeLists.txt")
    return breaches


def package_flags(words):
    modules = [PACKAGES[word][1] for word in words if PACKAGES[word][1]]
    if not modules:
        return []
    found = subprocess.run(["pkg-config", "--cflags-only-I", *modules], capture_output=True, text=True, check=True,
                           env=PLAIN)
    return found.stdout.replace("-I", "-isystem").split()


def check_headers(root, compiler="cc"):
    """Each header compiles alone, without warnings; those of the face even without GNU extensions of the C library."""
    layers = read_table(root)
    breaches = []
    for path in sources(root, ".h"):
        layer = layer_of(root, path)
        name = path.relative_to(root / "src").as_posix()
        flags = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wstrict-prototypes", "-Wundef", "-Werror",
                 "-fsyntax-only", "-I", str(root / "src")]
        if layer != "pdot":
            flags += ["-D_GNU_SOURCE", "-DGEOS_USE_ONLY_R_API", *package_flags(layers[layer].packages)]
        # Twice, so that a missing guard shows; the typedef, because an empty unit is a warning of its own.
        unit = f'#include "{name}"\n#include "{name}"\ntypedef int pd_header_is_alone;\n'
        found = subprocess.run([compiler, *flags, "-x", "c", "-"], input=unit, capture_output=True, text=True,
                               env=PLAIN)
        if found.returncode:
            first = next((l for l in found.stderr.splitlines() if "error" in l), found.stderr.strip())
            breaches.append(f"src/{name}:1: header: does not compile alone: {first}")
    return breaches


def check_symbols(archives):
    """Names that leave a file start with pdot_ or pd_ (PD_ for constants), those that leave the library with pdot_;
    nothing is writable data, so nothing is shared between contexts behind their backs."""
    breaches = []
    for archive in archives:
        found = subprocess.run(["objdump", "--syms", str(archive)], capture_output=True, text=True, check=True,
                               env=PLAIN)
        unit = archive
        for line in found.stdout.splitlines():
            member = re.match(r"(\S+\.o):\s+file format", line)
            if member:
                unit = member.group(1)
            cells = re.match(r"[0-9a-f]+ (.{7}) (\S+)\s+([0-9a-f]+)\s+(\.hidden )?(\S+)$", line)
            if not cells:
                continue
            flags, section, size, hidden, name = cells.groups()
            if section == "*UND*":
                continue
            if flags[0] in "gu!" and not re.match(r"pdot_|pd_|PD_", name):
                breaches.append(f"{unit}: symbol: {name} is global and starts neither with pdot_ nor pd_")
            if flags[0] == "g" and not hidden and not name.startswith("pdot_"):
                breaches.append(f"{unit}: symbol: {name} leaves the library and does not start with pdot_")
            if (unit, name.split(".")[0]) in ALLOWED_DATA:
                continue
            if flags[6] == "O" and int(size, 16) and re.match(r"\.(data|bss|tdata|tbss)(\.(?!rel\.ro)|$)|\*COM\*", section):
                breaches.append(f"{unit}: data: {name} is writable and lives as long as the process")
    return breaches


def draw(root):
    layers = read_table(root)
    edges = layer_edges(root)
    for name in layers:
        used = [other for other in layers if (name, other) in edges]
        print(f"{name:9} -> {' '.join(used) or '-'}")
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("check", choices=["includes", "calls", "sources", "headers", "symbols", "draw"])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    options = parser.parse_args()
    if options.check == "symbols":
        breaches = check_symbols(options.files)
    else:
        breaches = {"includes": check_includes, "calls": check_calls, "sources": check_sources,
                    "headers": check_headers, "draw": draw}[options.check](options.root)
    print("\n".join(breaches), end="\n" if breaches else "")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
