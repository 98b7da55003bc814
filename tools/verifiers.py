"""Runs several programs on the files of the tamper suite and records which defects each of them detects.

    python tools/verifiers.py FOLDER [--yinxin PROGRAM] [--write]

FOLDER was written by the suite (TAMPER_OUT). The result must equal the table in docs/verifiers.md; --write updates
the table. The exit code is 1 if it differs, or if yinxin accepts a bad file or rejects a good one.
"""

import argparse
import base64
import importlib.metadata
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import gmssl_pyx
import ofdkit

import ofd_check

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/verifiers.md"
START, END = "<!-- table -->\n", "<!-- end -->\n"
REJECTED, ACCEPTED = "x", "."


def by_yinxin(program, path, trust):
    return subprocess.run([program, "verify", path, "--trust", trust], capture_output=True, check=False).returncode == 0


def by_checker(path):
    done = subprocess.run([sys.executable, ROOT / "tools/ofd_check.py", path, "--openssl"],
                          capture_output=True, check=False)
    return done.returncode == 0


def point(x509):
    """The coordinates x and y of the first SM2 key in an X.509 certificate."""
    at = x509.index(b"\x03\x42\x00\x04") + 4
    return x509[at:at + 64]


def signed(x509, message, signature):
    try:
        return gmssl_pyx.sm2_verify(point(x509), message, signature)
    except Exception:  # the library raises various errors; all of them mean an invalid signature
        return False


def by_gmssl(path, roots):
    """Verifies all SM2 signatures: the unit's over the stamp, the maker's over the seal, the root's over both certificates."""
    try:
        with zipfile.ZipFile(path) as package:
            values = [package.read(n) for n in package.namelist() if n.endswith("SignedValue.dat")]
        if not values:
            return False
        for value in values:
            signature = ofd_check.records(ofd_check.records(value)[0][1])
            stamp = ofd_check.records(signature[0][1])
            maker = ofd_check.records(stamp[1][1])
            if not signed(signature[1][1], signature[0][2], signature[3][1][1:]):
                return False
            if not signed(maker[1][1], maker[0][2], maker[3][1][1:]):
                return False
            for person in (signature[1][1], maker[1][1]):
                parts = ofd_check.records(ofd_check.records(person)[0][1])
                if not any(signed(root, parts[0][2], parts[2][1][1:]) for root in roots):
                    return False
        return True
    except Exception:  # any error means an invalid file
        return False


def by_ofdkit(path):
    try:
        with ofdkit.open(str(path)) as document:
            list(document.info.custom_data)
        return bool(ofdkit.extract_text(str(path)))
    except Exception:  # a file that cannot be opened counts as rejected
        return False


def roots_of(pem):
    blocks = pem.split("-----BEGIN CERTIFICATE-----")[1:]
    return [base64.b64decode(block.split("-----END")[0]) for block in blocks]


def judged(folder, yinxin):
    rows, wrong = [], []
    for case in json.loads((folder / "table.json").read_text()):
        path = folder / f"{case['name']}.ofd"
        own = folder / f"{case['name']}.pem"
        trust = own if own.exists() else folder / "trust.pem"
        verdicts = [by_yinxin(yinxin, path, trust), by_checker(path),
                    by_gmssl(path, roots_of(trust.read_text())), by_ofdkit(path)]
        if verdicts[0] != case["good"]:
            wrong.append(case["name"])
        marks = " | ".join(ACCEPTED if good else REJECTED for good in verdicts)
        checks = ", ".join(case["checks"]) or "-"
        rows.append(f"| {case['name']} | {case['what']} | {checks} | {marks} |")
    return rows, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--yinxin", default=os.environ.get("YINXIN_BIN", str(ROOT / "target/debug/yinxin")))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    rows, wrong = judged(given.folder, given.yinxin)
    version = importlib.metadata.version
    head = (f"| file | what is wrong | checks of `yinxin verify` | yinxin | ofd_check.py, openssl | "
            f"gmssl-pyx {version('gmssl_pyx')} | ofdkit {version('ofdkit')} |\n|---|---|---|---|---|---|---|\n")
    table = head + "\n".join(rows) + "\n"
    text = DOCUMENT.read_text()
    before, rest = text.split(START)
    kept, after = rest.split(END)
    if given.write:
        DOCUMENT.write_text(before + START + table + END + after)
    differs = not given.write and kept != table
    if differs:
        lines = set(kept.splitlines())
        print("\n".join(line for line in table.splitlines() if line not in lines))
    print(f"{len(rows) - len(wrong) - differs} passed, {len(wrong) + differs} failed")
    for name in wrong:
        print(f"yinxin is wrong about {name}")
    return 1 if wrong or differs else 0


if __name__ == "__main__":
    sys.exit(main())
