"""Measures the time from `yinxin demo` on an empty folder to the first certificate that was entered,
reviewed, issued and verified through the API. Prints seconds; there is no limit, because machines
differ.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
YINXIN = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/debug/yinxin")
TYPE = "11440300MBXX000197001"


class Person:
    def __init__(self, url, account):
        self.base, self.headers = url + "/api/v1", {"content-type": "application/json"}
        answer = self.call("POST", "/demo/session", {"account": account})
        self.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
        self.headers["x-csrf-token"] = self.get("/session")["csrf_token"]

    def call(self, method, path, body=None, kind=None):
        headers = dict(self.headers, **({"content-type": kind} if kind else {}))
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, method=method, data=data, headers=headers)
        return urllib.request.urlopen(request)

    def get(self, path):
        return json.load(self.call("GET", path))

    def post(self, path, body):
        return json.load(self.call("POST", path, body))


def first_certificate(url):
    clerk, reviewer, issuer = (Person(url, "scj-" + post) for post in ("clerk", "reviewer", "issuer"))
    fields = clerk.get("/catalog/" + TYPE)["fields"]
    draft = clerk.post("/applications", {
        "type_code": TYPE, "facts": {field["key"]: field["example"] for field in fields},
        "holder": {"name": "演示市首证餐饮有限公司", "code": "91440300MA5XX00149", "code_type": "001"}})
    path = "/applications/" + draft["id"]
    sent = clerk.post(path + "/submit", {"row_version": draft["row_version"]})
    done = reviewer.post(path + "/approve", {"row_version": sent["row_version"]})
    certificate = "/certificates/" + done["certificate"]
    while issuer.get(certificate)["status"] != "active":
        time.sleep(0.02)
    file = issuer.call("GET", certificate + "/file").read()
    verdict = json.load(issuer.call("POST", "/verify", file, "application/ofd"))
    assert verdict["verdict"] == "valid", verdict["summary_zh"]


def main():
    with tempfile.TemporaryDirectory(prefix="yinxin-watch-") as folder:
        begun = time.monotonic()
        command = [YINXIN, "demo", "--data", folder + "/city", "--port", "0", "--json"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
        url = json.loads(server.stdout.readline())["url"]
        ready = time.monotonic()
        first_certificate(url)
        verified = time.monotonic()
        server.terminate()
        server.wait()
    print(f"city of 2,000 certificates ready: {ready - begun:.1f} s; "
          f"first certificate entered, reviewed, issued, verified: {verified - ready:.2f} s more")


if __name__ == "__main__":
    main()
