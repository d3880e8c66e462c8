#!/usr/bin/python3
"""The audit of the sample: what it must find in the two documents, what it must stay silent on, and that nothing else is found
beyond this list, which was read against the documents finding by finding.

    test_audit.py --program build/dev/bin/pdot
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "geodata/loja"

# rule, subject → words the message must hold. Errors and reviews, all of them.
EXPECTED = {
    ("total_mismatch", "presupuesto/tabla=Tabla 11"): "1,600,469.59",
    ("total_mismatch", "presupuesto/tabla=Tabla 12"): "45 + 1 + 11 + 2 + 126 + 5 = 190",
    ("total_mismatch", "clinica/tabla=Tabla 2"): "59,889 + 2,092 + 6,449 = 68,430",
    ("total_mismatch", "clinica/tabla=Tabla 4"): "= 56",
    ("declared_twice", "piscina"): "102,591.37",
    ("area_mismatch", "1101"): "11,300",
    ("year_marks_excess", "act-49"): "act-55",
    ("year_marks_short", "act-13"): "act-19",
    ("year_marks_short", "act-31"): "act-37",
    ("row_repeated", "act-38"): "act-48",
    ("field_missing", "partners"): "act-53, act-54, act-55",
    ("field_missing", "SDG"): "act-05",
    ("field_missing", "Político institucional"): "28",
    ("target_other_thing", "act-24"): "amortiguamiento",
    ("target_other_thing", "act-28"): "alcantarillado",
    ("target_other_thing", "act-32"): "movilidad",
    ("target_other_thing", "act-34"): "movilidad",
    ("target_shared", "act-32"): "act-31, act-32 and act-34",
    ("target_conflict", "act-25"): "act-24",
    ("target_increase_or_level", "act-01"): "50%",
    ("target_increase_or_level", "act-02"): "80%",
    ("agreement_term", "con-18"): "3 años",
    ("agreement_year", "con-24"): "2024",
    ("objective_wording", "5"): "barrial",
    ("objective_wording", "6"): "fondo",
    ("objective_wording", "9"): "procesos municipales",
    ("work_outside", "act-26"): "Carigán (110105)",
    ("work_beyond", "act-01"): "793.5 ha",
    ("service_unplaced", ""): "19 of 30",
    ("zone_missing", "Político institucional"): "28",
}

# Figures that are right: no finding of these rules may name them.
SILENT = ["523", "2,254", "442", "402", "746,212.05", "30 centros"]
STAGES = {"zone_", "total_", "count_", "declared_", "share_", "growth_", "rate_", "area_", "row_", "problem_", "field_", "year_",
          "target_", "agreement_", "objective_", "name_", "hazard_extent", "work_", "service_", "activity_", "number_", "code_unknown", "actor_"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = parser.parse_args().program
    with tempfile.TemporaryDirectory(prefix="pdot-audit-") as folder:
        done = subprocess.run([program, "audit", str(SAMPLE / "plan.yaml"), "--out", "out", "--lang", "en", "--json"], cwd=folder,
                              capture_output=True, text=True)
    if done.returncode != 1:
        sys.exit(f"exit status {done.returncode}, expected 1 (there are errors): {done.stderr}")
    found = [f for f in json.loads(done.stdout)["findings"] if any(f["rule"].startswith(s) for s in STAGES)]
    faults = []
    serious = {(f["rule"], f["subject"]): f for f in found if f["severity"] != "info"}
    for key, words in EXPECTED.items():
        if key not in serious:
            faults.append(f"not found: {key}")
        elif words not in serious[key]["message"]:
            faults.append(f"{key} does not say {words}: {serious[key]['message']}")
        elif not serious[key]["source"].get("line"):
            if key[0] != "year_period":
                faults.append(f"{key} has no line")
    faults += [f"not expected: {key}: {serious[key]['message']}" for key in serious.keys() - EXPECTED.keys()]
    for figure in SILENT:
        faults += [f"speaks of {figure}: {f['message']}" for f in found
                   if f["rule"] in ("total_mismatch", "count_mismatch", "declared_twice") and figure in f["message"]]
    for fault in faults:
        print("FAULT", fault)
    print(f"{len(found)} findings of plan and texts, {len(serious)} errors and reviews")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
