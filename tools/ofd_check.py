#!/usr/bin/env python3
"""Checks an OFD certificate file without sharing code with the program that wrote it.

It checks the package, the order of elements, identifiers, references, digests, coverage and the
signed value of the seal; with --openssl also the SM2 signatures of the unit and the seal's maker.
It needs Python 3.11 (hashlib with sm3) and, for --openssl, openssl 3. It does not check trust
(certificate chains, validity, revocation), which `yinxin verify` does.

Exit code: 0 every check passed, 1 a check failed, 2 the file cannot be read.
"""

import argparse
import base64
import hashlib
import json
import posixpath
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

NAMESPACE = "http://www.ofdspec.org/2016"
SM3 = "1.2.156.10197.1.401"
SM2_WITH_SM3 = "1.2.156.10197.1.501"
MAX_TOTAL = 200_000_000
SCHEMA = Path(__file__).resolve().parent.parent / "crates/ofd/testdata/schema.txt"
SCHEMA = [line.split() for line in SCHEMA.read_text().splitlines() if not line.startswith("#")]
SCHEMA = {words[0]: words[1:] for words in SCHEMA}
# These names have two meanings: an entry of a list, which has no children, or the root of a file.
ENTRIES = ("Page", "Signature")


class Unreadable(Exception):
    """The file cannot be read."""


class Report(dict):
    """The defects found by each check."""

    def check(self, name, *wrong):
        """Records a check; each non-empty text in `wrong` is a defect."""
        self.setdefault(name, []).extend(text for text in wrong if text)


def read_package(path, report):
    """Returns the members by name. Every byte must belong to a member or to the directory."""
    data = Path(path).read_bytes()
    try:
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise Unreadable(f"no ZIP: {error}") from error
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise Unreadable("too large")
    expected = 0
    report.check("package.order", *(["OFD.xml"] if archive.namelist()[:1] != ["OFD.xml"] else []))
    members, folded = {}, set()
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        name = entry.filename
        report.check("package.names", "" if name.isascii() else f"{name}: not ASCII",
                     f"{name}: a folder" if name.endswith("/") else "",
                     f"{name}: leads elsewhere" if name != posixpath.normpath(name)
                     or name.startswith(("/", "..")) or "\\" in name else "",
                     f"{name}: twice" if name.lower() in folded else "")
        folded.add(name.lower())
        report.check("package.records",
                     f"{name}: flags {entry.flag_bits:#x}" if entry.flag_bits & ~0x800 else "",
                     f"{name}: extra fields" if entry.extra or entry.comment else "",
                     f"{name}: stray bytes before it" if entry.header_offset != expected else "")
        head = data[entry.header_offset:entry.header_offset + 30]
        if len(head) < 30 or head[:4] != b"PK\3\4":
            raise Unreadable(f"{name}: no local header")
        flags, method, crc, packed, length, named, extra = struct.unpack("<6xHH4xIIIHH", head)
        same = (flags, method, crc, packed, length) == (
            entry.flag_bits, entry.compress_type, entry.CRC, entry.compress_size, entry.file_size)
        start = entry.header_offset + 30
        same = same and data[start:start + named] == name.encode("ascii", "replace") and not extra
        report.check("package.records", "" if same else f"{name}: the two headers differ")
        expected = start + named + extra + entry.compress_size
        try:
            members[name] = archive.read(entry)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise Unreadable(f"{name}: {error}") from error
    size, start = struct.unpack("<II", data[(end := data.rfind(b"PK\5\6")) + 12:end + 20])
    report.check("package.records", "" if start == expected and start + size == end
                 and end + 22 == len(data) else "stray bytes around the directory")
    return members


class Document:
    """The files of a package that can be reached from OFD.xml."""

    def __init__(self, members, report):
        self.members, self.report = members, report
        self.trees, self.reached = {}, set()
        self.objects, self.page_ids, self.templates = {}, {}, {}

    def tree(self, name):
        """Parses a file and checks its element order, once; None if it does not exist."""
        if name not in self.trees:
            content = self.members.get(name)
            self.report.check("document.references", "" if content is not None else f"no {name}")
            if content is None:
                return None
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise Unreadable(f"{name}: DTD")
            try:
                self.trees[name] = ElementTree.fromstring(content)
            except ElementTree.ParseError as error:
                raise Unreadable(f"{name}: {error}") from error
            # The data index (标引) uses another vocabulary.
            if local(self.trees[name]) != "root":
                self.report.check("xml.order", *disorder(name, self.trees[name]))
                prefix = f"<ofd:{local(self.trees[name])} xmlns:ofd=\"{NAMESPACE}\"".encode()
                self.report.check("xml.namespace", "" if prefix in content else name)
        self.reached.add(name)
        return self.trees[name]

    @staticmethod
    def follow(origin, location):
        """Resolves an ST_Loc, which is absolute or relative to the folder of `origin`."""
        location = location.strip()
        path = location if location.startswith("/") else posixpath.join(
            "/" + posixpath.dirname(origin), location)
        return posixpath.normpath(path).lstrip("/")

    def number(self, name, tree):
        """Records every ID in a file; they must be unique in the document."""
        for node in tree.iter() if tree is not None else ():
            if "ID" in node.attrib:
                known = node.attrib["ID"] in self.objects
                self.report.check("document.ids", f"{name}: ID {node.attrib['ID']} again" if known
                                  else "")
                self.objects[node.attrib["ID"]] = (local(node), name)

    def load(self):
        entry = self.tree("OFD.xml")
        if entry is None:
            raise Unreadable("no OFD.xml")
        bodies = [node for node in entry if local(node) == "DocBody"]
        self.report.check("document.entry", "" if len(bodies) == 1 else f"{len(bodies)} documents")
        self.body = bodies[0] if bodies else ElementTree.Element("none")
        root = self.follow("OFD.xml", text(self.body, "DocRoot"))
        document = self.tree(root)
        if document is None:
            return
        common = child(document, "CommonData")
        self.number(root, document)
        for kind in ("PublicRes", "DocumentRes"):
            for node in every(common, kind):
                self.resources(self.follow(root, node.text or ""))
        for node in every(common, "TemplatePage"):
            self.templates[node.get("ID")] = self.page(root, node)
        for node in every(child(document, "Pages"), "Page"):
            self.page_ids[node.get("ID")] = self.page(root, node)
        for kind, below in (("CustomTags", "CustomTag"), ("Attachments", "Attachment")):
            for node in every(document, kind):
                self.listed(self.follow(root, node.text or ""), below)
        most = int(text(common, "MaxUnitID") or 0)
        largest = max((int(number) for number in self.objects if number.isdigit()), default=0)
        self.report.check("document.ids", "" if largest <= most else f"{largest} > {most}")

    def resources(self, name):
        tree = self.tree(name)
        self.number(name, tree)
        for node in tree.iter() if tree is not None else ():
            if local(node) in ("FontFile", "MediaFile"):
                base = posixpath.join(tree.get("BaseLoc", ""), (node.text or "").strip())
                self.file(self.follow(name, base))

    def file(self, name):
        self.report.check("document.references", "" if name in self.members else f"no {name}")
        self.reached.add(name)

    def page(self, root, node):
        name = self.follow(root, node.get("BaseLoc", ""))
        self.number(name, self.tree(name))
        return name

    def listed(self, name, below):
        tree = self.tree(name)
        self.number(name, tree)
        for node in every(tree, below):
            target = self.follow(name, text(node, "FileLoc"))
            (self.tree if below == "CustomTag" else self.file)(target)

    def check_objects(self):
        """Checks references to fonts, pictures, templates and objects, and the number of advances."""
        self.report.check("document.objects")
        kinds = {"Font": "Font", "ResourceID": "MultiMedia", "TemplateID": "TemplatePage"}
        for name in [*self.page_ids.values(), *self.templates.values()]:
            tree = self.trees.get(name)
            for node in tree.iter() if tree is not None else ():
                for attribute, kind in kinds.items():
                    number = node.get(attribute)
                    if number is not None and self.objects.get(number, ("",))[0] != kind:
                        self.report.check("document.objects", f"{name}: {attribute} {number}")
                if local(node) == "TextCode":
                    count, needed = advances(node.get("DeltaX", "")), len(node.text or "") - 1
                    self.report.check("document.advances", "" if count == needed else
                                      f"{name}: {count} advances, {needed} needed")
        for tree in (tree for tree in self.trees.values() if local(tree) == "root"):
            for node in (node for node in tree.iter() if local(node) == "ObjectRef"):
                page, number = node.get("PageRef"), (node.text or "").strip()
                place = self.objects.get(number, ("", "nowhere"))[1]
                self.report.check("document.tags", "" if self.page_ids.get(page) == place
                                  else f"no object {number} on page {page}")

    def check_signatures(self):
        """Checks digests, coverage and stamps; returns the signatures for the checks of the seal."""
        location = text(self.body, "Signatures")
        listing = self.follow("OFD.xml", location) if location else ""
        tree = self.tree(listing) if location else None
        found = []
        for line in every(tree, "Signature"):
            name = self.follow(listing, line.get("BaseLoc", ""))
            signature = self.tree(name)
            if signature is not None:
                found.append(self.signature(name, signature))
        self.report.check("signature.present", "" if found else "not signed")
        if found:
            _, covered, own = found[-1][:3]
            left = set(self.members) - covered - own - {listing}
            self.report.check("coverage.entries", *sorted(left))
            left = (self.reached - covered - own - {listing}) & set(self.members)
            self.report.check("coverage.reachable", *sorted(left))
            self.report.check("coverage.unreferenced", *sorted(covered - self.reached - {
                member for one in found[:-1] for member in one[2]}))
        return found

    def signature(self, name, tree):
        info = child(tree, "SignedInfo")
        references = child(info, "References")
        method = references.get("CheckMethod") if references is not None else "none"
        self.report.check("signature.method", method if method != SM3 else "",
                          "" if text(info, "SignatureMethod") == SM2_WITH_SM3 else "signature")
        covered = set()
        for node in every(references, "Reference"):
            target = self.follow("", node.get("FileRef", ""))
            covered.add(target)
            content = self.members.get(target)
            digest = base64.b64encode(sm3(content)).decode() if content is not None else "missing"
            self.report.check("file.digest", "" if digest == text(node, "CheckValue") else target,
                              "" if node.get("FileRef", "").startswith("/") else "not absolute")
        self.report.check("signature.references", "" if len(covered) > 1 else "fewer than two")
        for node in every(info, "StampAnnot"):
            page = node.get("PageRef")
            self.report.check("stamp.page", "" if page in self.page_ids else f"no page {page}")
        value = self.follow(name, text(tree, "SignedValue"))
        self.report.check("signature.value", "" if self.members.get(value) else f"no {value}")
        return name, covered, {name, value}, self.members.get(value, b"")


def disorder(name, tree):
    """Yields violations of the schema: order, unknown or missing children, missing attributes."""
    for node in tree.iter():
        here, children = local(node), [local(below) for below in node]
        if here not in SCHEMA or here in ENTRIES and not children:
            continue
        needed = [word[1:] for word in SCHEMA[here] if word.startswith("@")]
        yield from (f"{name}: {here} lacks {word}" for word in needed if word not in node.attrib)
        allowed = [word for word in SCHEMA[here] if not word.startswith("@")]
        needed = [word[:-1] for word in allowed if word.endswith("*")]
        yield from (f"{name}: {here} lacks {word}" for word in needed if word not in children)
        # Names joined by commas may occur in any order.
        places = {word: at for at, words in enumerate(allowed)
                  for word in words.rstrip("*").split(",")}
        strange = sorted(set(children) - set(places))
        if strange:
            yield f"{name}: {here} holds {strange}"
        elif [places[below] for below in children] != sorted(places[below] for below in children):
            yield f"{name}: {here} out of order"


def advances(delta):
    """Returns the number of advances; `g n v` means n times v."""
    words = delta.split()
    runs = [at for at, word in enumerate(words) if word == "g"]
    return len(words) - 3 * len(runs) + sum(int(words[at + 1]) for at in runs)


def local(node):
    return node.tag.rpartition("}")[2]


def every(node, name):
    return [below for below in node if local(below) == name] if node is not None else []


def child(node, name):
    return next(iter(every(node, name)), None)


def text(node, name):
    return next(((found.text or "").strip() for found in every(node, name)), "")


def sm3(content):
    return hashlib.new("sm3", content).digest()


def der(content, at=0):
    """Returns tag, value, complete encoding and end offset of the DER element at an offset."""
    tag, length, start = content[at], content[at + 1], at + 2
    if length & 0x80:
        width = length & 0x7F
        length, start = int.from_bytes(content[start:start + width], "big"), start + width
    if start + length > len(content):
        raise IndexError("a record is longer than its file")
    return tag, content[start:start + length], content[at:start + length], start + length


def records(content):
    at, found = 0, []
    while at < len(content):
        tag, value, whole, at = der(content, at)
        found.append((tag, value, whole))
    return found


def verified(message, x509, signature):
    """Verifies an SM2 signature with openssl and the default user ID of GB/T 35276."""
    with tempfile.TemporaryDirectory() as folder:
        key, signed, given = (str(Path(folder) / name) for name in ("key", "signed", "given"))
        Path(given).write_bytes(x509)
        public = subprocess.run(["openssl", "x509", "-inform", "DER", "-in", given, "-pubkey",
                                 "-noout"], capture_output=True, check=False).stdout
        for name, content in ((key, public), (signed, message), (given, signature)):
            Path(name).write_bytes(content)
        return subprocess.run(["openssl", "dgst", "-sm3", "-verify", key, "-sigopt",
                               "distid:1234567812345678", "-signature", given, signed],
                              capture_output=True, check=False).returncode == 0


def check_seal(name, content, value, openssl, report):
    """Checks that the signed value (GB/T 38540) refers to this Signature.xml and its path."""
    try:
        signature = records(records(value)[0][1])
        stamp = records(signature[0][1])
        maker = records(stamp[1][1])
        digest, place = stamp[3][1][1:], stamp[4][1].decode("ascii")
    except (IndexError, UnicodeDecodeError) as error:
        report.check("seal.format", f"{name}: {error}")
        return
    report.check("seal.format", "" if len(records(value)) == 1 else f"{name}: stray bytes")
    report.check("data.hash", "" if digest == sm3(content) else f"{name}: another file was signed")
    report.check("data.property", "" if place == "/" + name else f"{name}: signed as {place}")
    if openssl:
        good = verified(signature[0][2], signature[1][1], signature[3][1][1:])
        report.check("signature", "" if good else f"{name}: the unit's signature is not good")
        good = verified(maker[0][2], maker[1][1], maker[3][1][1:])
        report.check("seal.signature", "" if good else f"{name}: the maker's signature is not good")


def examine(path, openssl):
    """Returns the result of all checks and the content of the document."""
    report = Report()
    document = Document(read_package(path, report), report)
    document.load()
    document.check_objects()
    for name, _, _, value in document.check_signatures():
        check_seal(name, document.members[name], value, openssl, report)
    info = child(document.body, "DocInfo")
    lines = [["".join(code.text or "" for code in every(node, "TextCode"))
              for node in document.trees[name].iter() if local(node) == "TextObject"]
             for name in document.page_ids.values() if name in document.trees]
    return {
        "verdict": "invalid" if any(report.values()) else "valid",
        "document_id": text(info, "DocID"),
        "title": text(info, "Title"),
        "metadata": {node.get("Name"): (node.text or "").strip()
                     for node in every(child(info, "CustomDatas"), "CustomData")},
        "pages": lines,
        "checks": {name: "passed" if not wrong else wrong for name, wrong in report.items()},
    }


def main():
    parser = argparse.ArgumentParser(description="Checks an OFD certificate file.")
    parser.add_argument("file")
    parser.add_argument("--json", action="store_true", help="print everything as one object")
    parser.add_argument("--openssl", action="store_true", help="verify the SM2 signatures too")
    given = parser.parse_args()
    try:
        found = examine(given.file, given.openssl)
    except (Unreadable, OSError, struct.error) as error:
        print(json.dumps({"verdict": "unreadable", "error": str(error)}, ensure_ascii=False)
              if given.json else f"unreadable: {error}")
        return 2
    for name, state in found["checks"].items() if not given.json else ():
        print(name, state if state == "passed" else f"FAILED: {'; '.join(state[:5])}")
    print(json.dumps(found, ensure_ascii=False, indent=1) if given.json else found["verdict"])
    return 0 if found["verdict"] == "valid" else 1


if __name__ == "__main__":
    sys.exit(main())
