import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkBoundaries } from "../../scripts/boundaries.ts";

let root: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "boundaries-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, source = ""): void {
	mkdirSync(dirname(join(root, file)), { recursive: true });
	writeFileSync(join(root, file), source);
}

const FORBIDDEN: readonly (readonly [file: string, source: string, complaint: RegExp])[] = [
	["src/core/a.ts", 'import { readFile } from "node:fs";', /src\/core runs outside Node too: no node:fs/],
	["src/core/a.ts", 'import type { Other } from "../protocol/other.ts";', /src\/core may import nothing of ours/],
	["src/core/a.ts", "export const now = Date.now();", /no clock and no chance/],
	["src/core/a.ts", "export const die = Math.random();", /no clock and no chance/],
	["src/core/a.ts", 'import koffi from "koffi";', /only src\/engine\/llama may know koffi/],
	["src/core/a.ts", 'export * from "zod";', /zod/],
	["src/runtime/a.ts", 'import { a } from "../engine/llama/other.ts";', /not src\/engine\/llama\/other.ts/],
	["src/runtime/a.ts", 'import { DatabaseSync } from "node:sqlite";', /only src\/store may know node:sqlite/],
	["src/server/a.ts", 'import { a } from "../store/other.ts";', /src\/server may import/],
	["src/cli/a.ts", 'await import("node-llama-cpp");', /only src\/engine\/bindings may know node-llama-cpp/],
	["src/extension/a.ts", 'import { a } from "../core/other.ts";', /may import only types of src\/core/],
	["src/extension/a.ts", 'export { a } from "../server/main.ts";', /is the entry of a process/],
	["src/store/a.ts", 'import * as fs from "fs";', /write "node:fs"/],
	["src/store/a.ts", 'import * as vscode from "vscode";', /only src\/extension may know vscode/],
	["src/store/a.ts", 'import { a } from "./missing.ts";', /does not exist/],
	["webview/a.tsx", 'import kit from "@vscode/webview-ui-toolkit/dist/toolkit.js";', /only webview\/ui may know/],
	["webview/a.tsx", 'import type { A } from "../src/extension/other.ts";', /webview may import/],
	["src/elsewhere/a.ts", "", /no part of the table/],
];

test.each(FORBIDDEN)("%s must not say %s", async (file, source, complaint) => {
	for (const part of ["protocol", "core", "store", "engine/llama", "extension"]) write(`src/${part}/other.ts`);
	write("src/server/main.ts");
	write(file, `\n${source}`);
	expect(await checkBoundaries(root)).toEqual([expect.stringMatching(complaint)]);
});

test("what the table allows passes", async () => {
	write("src/core/a.ts", 'import { inflate } from "pako";\nimport type { B } from "./b.ts";');
	write(
		"src/core/b.ts",
		'import { sha256 } from "@noble/hashes/sha2.js";\nexport const at = (ms: number) => new Date(ms);',
	);
	write(
		"src/extension/main.ts",
		'import * as vscode from "vscode";\nimport type { B } from "../core/b.ts";\nimport "node:path";',
	);
	write("src/engine/main.ts", 'import { open } from "./llama/open.ts";');
	write("src/engine/llama/open.ts", 'import koffi from "koffi";\nimport { here } from "../here.ts";');
	write("src/engine/here.ts");
	write(
		"src/cli/main.ts",
		'import manifest from "../../package.json" with { type: "json" };\nawait import("../lab/main.ts");',
	);
	write("src/lab/main.ts");
	write("package.json", "{}");
	write("webview/main.tsx", 'import { Button } from "./ui/button.tsx";');
	write("webview/ui/button.tsx", 'import { provideVSCodeDesignSystem } from "@vscode/webview-ui-toolkit";');
	expect(await checkBoundaries(root)).toEqual([]);
});

test("a violation is shown with its file and line", async () => {
	write("src/core/a.ts", 'const a = 1;\n\nimport "node:fs";\nexport { a };');
	expect(await checkBoundaries(root)).toEqual(["src/core/a.ts:3: src/core runs outside Node too: no node:fs"]);
});
