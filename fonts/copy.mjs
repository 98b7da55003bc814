// Copies the fonts of the certificate faces to share/fonts after checking their SHA-256. Then it
// removes node_modules, because the package is ten times as large as the files that are used.
// Usage: npm ci --prefix fonts && node fonts/copy.mjs
//        node fonts/copy.mjs --check   only checks whether share/fonts is complete
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, "node_modules", "@expo-google-fonts", "noto-serif-sc");
const to = join(here, "..", "share", "fonts");

const files = [
  {
    source: "400Regular/NotoSerifSC_400Regular.ttf",
    target: "NotoSerifSC-Regular.ttf",
    sha256: "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
  },
  {
    source: "700Bold/NotoSerifSC_700Bold.ttf",
    target: "NotoSerifSC-Bold.ttf",
    sha256: "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
  },
  {
    source: "LICENSE_FONT",
    target: "LICENSE_FONT",
    sha256: "5e0da210fb04058a8c0087985d2d456b931c2579811a49655721d3cf0c36b6d6",
  },
];

function intact(path, sha256) {
  if (!existsSync(path)) return false;
  return createHash("sha256").update(readFileSync(path)).digest("hex") === sha256;
}

const wanted = files.filter((file) => !intact(join(to, file.target), file.sha256));

if (process.argv.includes("--check")) {
  for (const file of wanted) console.error(`fonts: ${file.target} is missing or changed`);
  process.exit(wanted.length === 0 ? 0 : 1);
}

mkdirSync(to, { recursive: true });
for (const file of wanted) {
  const source = join(from, file.source);
  if (!intact(source, file.sha256)) {
    console.error(`fonts: ${file.source} is missing or does not have the expected SHA-256.`);
    console.error("fonts: run `npm ci --prefix fonts` first.");
    process.exit(1);
  }
  const target = join(to, file.target);
  copyFileSync(source, `${target}.part`);
  renameSync(`${target}.part`, target);
  console.log(`fonts: ${file.target}`);
}
rmSync(join(here, "node_modules"), { recursive: true, force: true });
console.log(wanted.length === 0 ? "fonts: nothing to copy" : "fonts: ready");
