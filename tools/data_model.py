#!/usr/bin/env python3
"""The data model as Markdown, read from the schema steps: a diagram for each noun and a table of columns.

Prints the page; --write writes it to docs/reference, --check exits with 1 if the committed page differs. Only
the SQL files are read. A table that no noun below names is shown with the noun that its columns lead to.
"""

import difflib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reference/data-model.md"

# Tables by noun, in the order of the page.
NOUNS = {
    "Units and people": "unit person person_role session login_guard client nonce",
    "Catalog": "catalog_version adoption matter",
    "Applications and certificates": "application certificate certificate_identifier certificate_number serial",
    "Seals": "seal",
    "Uses, copies, notices": "usage archive_copy asked_holder notice",
    "Files": "file file_reference",
    "Log": "audit_record audit_pending audit_place audit_node audit_head audit_detail",
    "Operation": "job idempotency",
}

PREFACE = """Types are those of SQLite; PostgreSQL has BIGINT for INTEGER
and BYTEA for BLOB. Instants are milliseconds since 1970 UTC, civil dates yyyy-mm-dd, booleans 0 or 1.
A column `…_sealed` holds SM4-GCM, a column `…_index` a keyed hash. `version` counts the saves of a row,
and `record_id` names the log record of the last one: rows with both are evidence. There are no foreign
keys in the database; *leads to* says which table a column refers to."""

# A column of such a name leads to the table that has it as its only key (apart from the bucket).
LEADING = re.compile(r"(_id|_code|^file_name|^identifier)$")

TABLE = re.compile(r"CREATE TABLE (\w+) \($")
COLUMN = re.compile(r"  ([a-z]\w*) (TEXT|INTEGER|BLOB)(.*?),? *-- (.*)$")
ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN ([a-z]\w*) (TEXT|INTEGER|BLOB)(.*?); *-- (.*)$")
KEY = re.compile(r"  PRIMARY KEY \((.*)\)$")
RENAMED = re.compile(r"ALTER TABLE (\w+) RENAME TO (\w+);$")
DROPPED = re.compile(r"DROP TABLE (\w+);$")
INDEX = re.compile(r"CREATE (UNIQUE )?INDEX \w+ ON (\w+) \((.*)\);")


def read():
    """Tables by name: what they are, the step that made them, columns, key, indexes."""
    tables = {}
    for path in sorted(ROOT.glob("crates/store_schema/schema/*.sql")):
        about, table, moving = "", None, False
        for number, line in enumerate(path.read_text().splitlines(), 1):
            # Rows that move from an old table into a new one, or are deleted, do not change the model.
            if moving := moving or line.startswith(("INSERT INTO ", "DELETE FROM ")):
                moving = not line.endswith(";")
            elif line.startswith("-- table: "):
                about = line.removeprefix("-- table: ")
            elif found := TABLE.match(line):
                table = {"about": about, "step": path.stem, "columns": [], "key": [], "indexes": []}
                tables[found[1]] = table
            elif found := COLUMN.match(line):
                column(table, *found.groups(), "")
            elif found := ADDED.match(line):
                column(tables[found[1]], *found.groups()[1:], f" (since {path.stem})")
            elif found := RENAMED.match(line):
                tables[found[2]] = tables.pop(found[1])
            elif found := DROPPED.match(line):
                tables.pop(found[1])
            elif found := KEY.match(line):
                table["key"] = found[1].split(", ")
            elif found := INDEX.match(line):
                tables[found[2]]["indexes"].append(found[3] + (" (unique)" if found[1] else ""))
            elif line and not line.startswith(("--", ")")):
                sys.exit(f"{path.name}:{number}: not understood: {line}")
    return tables


def column(table, name, kind, rest, comment, since):
    if "PRIMARY KEY" in rest:
        table["key"] = [name]
    if "UNIQUE" in rest:
        table["indexes"].append(f"{name} (unique)")
    note = "".join(f"; default {value}" for value in re.findall(r"DEFAULT ('[^']*'|\S+)", rest))
    optional = "" if "NOT NULL" in rest else "; may be absent"
    table["columns"].append((name, kind, comment + note + optional + since))


def lead(tables):
    """Notes in each table which of its columns lead to which other table."""
    goal_of = {}
    for name, table in tables.items():
        key = ",".join(part for part in table["key"] if part != "bucket")
        if "," not in key and LEADING.search(key):
            goal_of.setdefault(key, name)
    for name, table in tables.items():
        goals = {column[0]: goal_of.get(column[0], name) for column in table["columns"]}
        table["goals"] = {of: goal for of, goal in goals.items() if goal != name}


def diagram(names, tables):
    """The tables of one noun, and the arrows between them."""
    lines = ["```mermaid", "erDiagram"]
    for name in names:
        marks = {part: " PK" for part in tables[name]["key"]}
        lines.append(f"    {name} {{")
        lines += [f"        {kind.lower()} {of}{marks.get(of, '')}" for of, kind, _ in tables[name]["columns"]]
        lines.append("    }")
    for name in names:
        goals = tables[name]["goals"].items()
        lines += [f'    {goal} ||--o{{ {name} : "{of}"' for of, goal in goals if goal in names]
    return lines + ["```"]


def section(name, table):
    lines = [f"### `{name}`", "", table["about"][:1].upper() + table["about"][1:] + ".", "",
             f"Key: `{', '.join(table['key'])}`. Made by step `{table['step']}`.", "",
             "| column | type | what it is | leads to |", "|---|---|---|---|"]
    for column_name, kind, comment in table["columns"]:
        goal = "".join(f"[`{goal}`](#{goal})" for of, goal in table["goals"].items() if of == column_name)
        lines.append(f"| `{column_name}` | {kind} | {comment.replace('|', '/')} | {goal} |")
    indexes = "; ".join(f"`{index}`" for index in table["indexes"])
    return [*lines, "", *([f"Indexes: {indexes}.", ""] if indexes else [])]


def by_noun(tables):
    of = {name: noun for noun, names in NOUNS.items() for name in names.split()}
    if gone := sorted(set(of) - set(tables)):
        sys.exit(f"NOUNS names tables that do not exist: {', '.join(gone)}")
    for name in sorted(tables.keys() - of.keys()):
        near = (of[goal] for goal in tables[name]["goals"].values() if goal in of)
        of[name] = next(near, "Operation")
    return {noun: [name for name in tables if of[name] == noun] for noun in NOUNS}


def page(tables):
    lead(tables)
    count = sum(len(table["columns"]) for table in tables.values())
    lines = ["# Data model", "", "<!-- Made by tools/data_model.py from crates/store_schema/schema; do not edit. -->",
             "", f"{len(tables)} tables with {count} columns. {PREFACE}", ""]
    for noun, names in by_noun(tables).items():
        lines += [f"## {noun}", "", *diagram(names, tables), ""]
        for name in names:
            lines += section(name, tables[name])
    return "\n".join(lines).rstrip() + "\n"


def main():
    text = page(read())
    if "--write" in sys.argv:
        PAGE.write_text(text)
    elif "--check" not in sys.argv:
        sys.stdout.write(text)
    elif (old := PAGE.read_text() if PAGE.exists() else "") != text:
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), text.splitlines(True), "committed", "made"))
        sys.exit("docs/reference/data-model.md differs: run make regenerate")


if __name__ == "__main__":
    main()
