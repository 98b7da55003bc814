"""Checks a running demo city with programs of others: the files with openssl (called by ofd_check.py), gmssl,
ofdkit and ofd.js, the API with schemathesis. Most of them must also reject a changed file.

`make test` runs it in the environment of tools/requirements.txt. The program must have been built.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request
import zipfile

import ofdkit
from PIL import Image

import ofd_check
import verifiers

ROOT = pathlib.Path(__file__).resolve().parent.parent
YINXIN = os.environ.get("YINXIN_BIN", str(ROOT / "target/debug/yinxin"))
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)


def other_signature(value):
    """Flips one bit in the signature of the unit, which may be followed by a time stamp."""
    whole = ofd_check.records(ofd_check.records(value)[0][1])[3][2]
    last = value.index(whole) + len(whole) - 1
    return value[:last] + bytes([value[last] ^ 1]) + value[last + 1:]


class Judges(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="yinxin-judges-"))
        cls.data = cls.folder / "city"
        cls.server = subprocess.Popen(
            [YINXIN, "demo", "--data", cls.data, "--certificates", "60", "--port", "0", "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
        cls.city = json.loads(cls.server.stdout.readline())
        listed = run(YINXIN, "certificate", "list", "--data", cls.data, "--status", "active",
                     "--limit", "12", "--json")
        cls.files = []
        for at, one in enumerate(json.loads(listed.stdout)):
            path = cls.folder / f"{at}.ofd"
            taken = run(YINXIN, "certificate", "file", one["identifier"], "--data", cls.data, "-o", path)
            assert taken.returncode == 0, taken.stderr
            cls.files.append((one["identifier"], path))

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait()
        cls.server.stdout.close()
        shutil.rmtree(cls.folder)

    def bent(self, path, member, change):
        """Writes a copy of the package with one member changed."""
        out = self.folder / "bent.ofd"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
            for info in old.infolist():
                content = old.read(info)
                new.writestr(info.filename, change(content) if info.filename == member else content)
        return out

    def check(self, path):
        return run(sys.executable, ROOT / "tools/ofd_check.py", path, "--openssl").returncode

    def test_own_checker_and_openssl_accept_our_files(self):
        self.assertEqual(len(self.files), 12)
        for identifier, path in self.files:
            self.assertEqual(self.check(path), 0, identifier)

    def test_own_checker_and_openssl_refuse_bent_files(self):
        path = self.files[0][1]
        page = self.bent(path, "Doc_0/Pages/Page_0/Content.xml", lambda c: c.replace(b"0", b"1", 1))
        self.assertEqual(self.check(page), 1)
        stamp = self.bent(path, "Doc_0/Signs/Sign_0/SignedValue.dat", other_signature)
        self.assertEqual(self.check(stamp), 1)

    def test_gmssl_verifies_the_signatures_of_our_files(self):
        roots = verifiers.roots_of(pathlib.Path(self.city["trust"]).read_text())
        for identifier, path in self.files:
            self.assertTrue(verifiers.by_gmssl(path, roots), identifier)
        stamp = self.bent(self.files[0][1], "Doc_0/Signs/Sign_0/SignedValue.dat",
                          lambda c: c.replace(b"IDAT", b"JDAT", 1))
        self.assertFalse(verifiers.by_gmssl(stamp, roots), "the seal's picture was changed")
        self.assertFalse(verifiers.by_gmssl(self.files[0][1], []), "without a root")

    def red(self, folder, name):
        """The share of red in the place of the seal, and of ink on the page, as drawn by ofd.js."""
        with zipfile.ZipFile(folder / f"{name}.ofd") as package:
            signature = package.read("Doc_0/Signs/Sign_0/Signature.xml").decode()
            page = package.read("Doc_0/Pages/Page_0/Content.xml").decode()
        numbers = lambda found: [float(number) for number in found.group(1).split()]
        x, y, width, height = numbers(re.search(r'<ofd:StampAnnot[^>]* Boundary="([^"]*)"', signature))
        shown = Image.open(folder / f"{name}-0.ofdjs.png").convert("RGB")
        scale = shown.width / numbers(re.search(r"PhysicalBox>([^<]*)<", page))[2]
        seal = shown.crop([round(side * scale) for side in (x, y, x + width, y + height)])
        share = lambda picture, wanted: sum(map(wanted, picture.get_flattened_data())) / picture.width / picture.height
        return share(seal, lambda c: c[0] > 180 and max(c[1:]) < 90), share(shown, lambda c: sum(c) < 300)

    def test_ofd_js_shows_page_and_seal(self):
        folder = self.folder / "ofdjs"
        folder.mkdir()
        shutil.copy(self.files[0][1], folder / "sealed.ofd")
        cut = self.bent(self.files[0][1], "Doc_0/Signs/Sign_0/SignedValue.dat", lambda c: c[:100])
        shutil.copy(cut, folder / "cut.ofd")
        drawn = run("node", ROOT / "tools/readers/ofd_js.mjs", folder)
        self.assertEqual(drawn.returncode, 0, drawn.stderr)
        sealed, without = self.red(folder, "sealed"), self.red(folder, "cut")
        self.assertGreater(sealed[0], 0.05, "the seal")
        self.assertEqual(without[0], 0.0, "the control: no seal, no red")
        self.assertGreater(min(sealed[1], without[1]), 0.01, "the page's own text")

    def test_ofdkit_reads_text_and_metadata(self):
        for identifier, path in self.files:
            with ofdkit.open(str(path)) as document:
                data = dict(document.info.custom_data)
            self.assertEqual(data["证照标识"], identifier)
            text = ofdkit.extract_text(str(path))
            missing = [c for c in data["证照编号"] if c not in text]
            self.assertEqual(missing, [], identifier)

    def test_the_command_verifies_and_names_what_is_wrong(self):
        identifier, path = self.files[0]
        trust = ["--trust", self.city["trust"]]
        good = run(YINXIN, "verify", path, *trust, "--json")
        self.assertEqual(good.returncode, 0, good.stdout)
        self.assertEqual(json.loads(good.stdout)["identifier"], identifier)
        page = self.bent(path, "Doc_0/Pages/Page_0/Content.xml", lambda c: c.replace(b"0", b"1", 1))
        bad = run(YINXIN, "verify", page, *trust, "--json")
        self.assertEqual(bad.returncode, 1)
        failed = [c["name"] for c in json.loads(bad.stdout)["checks"] if c["outcome"] == "failed"]
        self.assertEqual(failed, ["file.digest"])
        stranger = run(YINXIN, "verify", path, "--json")
        self.assertEqual(stranger.returncode, 1, "without a trusted root nothing is valid")
        junk = self.folder / "junk.ofd"
        junk.write_bytes(b"not a package")
        self.assertEqual(run(YINXIN, "verify", junk, *trust).returncode, 2)

    def test_the_log_is_whole_beside_the_running_server(self):
        report = run(YINXIN, "audit", "verify", "--data", self.data, "--rows", "--json")
        self.assertEqual(report.returncode, 0, report.stdout)
        self.assertGreater(json.loads(report.stdout)["rows"], 200)
        self.assertEqual(run(YINXIN, "doctor", "--data", self.data).returncode, 0)

    def login(self, account):
        """Logs in with one click; returns the cookie and the CSRF token."""
        base = self.city["url"] + "/api/v1"
        request = urllib.request.Request(
            base + "/demo/session", method="POST", headers={"content-type": "application/json"},
            data=json.dumps({"account": account}).encode())
        with urllib.request.urlopen(request) as answer:
            cookie = answer.headers["set-cookie"].split(";")[0]
        request = urllib.request.Request(base + "/session", headers={"cookie": cookie})
        with urllib.request.urlopen(request) as answer:
            return cookie, json.load(answer)["csrf_token"]

    def test_schemathesis_finds_the_interface_as_it_is_described(self):
        base = self.city["url"] + "/api/v1"
        for account in ("scj-clerk", "scj-issuer", "wjw-window", "zsj-auditor"):
            cookie, token = self.login(account)
            # /session is excluded because it logs out; /verify because its body is a file, not JSON.
            answer = run(pathlib.Path(sys.executable).parent / "st", "run", base + "/openapi.json",
                         "--url", base, "-H", f"cookie: {cookie}", "-H", f"x-csrf-token: {token}",
                         "--exclude-path", "/session", "--exclude-path", "/verify", "--checks", CHECKS,
                         "--max-examples", "8", "--seed", "1", "--no-color", cwd=self.folder)
            self.assertEqual(answer.returncode, 0, answer.stdout[-4000:])


if __name__ == "__main__":
    unittest.main(verbosity=2)
