/** What ships stays small: the sizes that a user downloads and that activation parses. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../scripts/build.ts";

const dist = (file: string) => join(ROOT, "dist", file);

/** Well above what each weighs, and well below what one careless dependency adds. */
const LIMITS_KB: readonly (readonly [file: string, entry: string, limit: number])[] = [
	["extension.cjs", "src/extension/main.ts", 800],
	["server.cjs", "src/server/main.ts", 1_000],
	["webview/heatmap.js", "webview/main.tsx", 400],
	["score.wasm", "src/engine/llama/kernel/score.ts", 64],
];

describe.each(LIMITS_KB)("%s", (file, entry, limit) => {
	test.runIf(existsSync(join(ROOT, entry)))(`stays under ${limit} KB`, () => {
		expect(statSync(dist(file)).size / 1000).toBeLessThan(limit);
	});
});

/** Packages that a bundle must neither carry nor import: native, enormous, or at home in another process. */
const STRANGERS: Readonly<Record<string, RegExp>> = {
	extension: /^(vscode-languageserver|node-llama-cpp|koffi|preact|pako|@jax-js)(\/|$)/,
	server: /^(vscode|vscode-languageclient|node-llama-cpp|koffi|preact|@jax-js)(\/|$)/,
	cli: /^(vscode.*|node-llama-cpp|koffi|preact)(\/|$)/,
	engine: /^(vscode.*|preact|@jax-js)(\/|$)/,
	webview: /^(vscode|vscode-.*|node-llama-cpp|koffi|@jax-js)(\/|$)/,
};

test.each(Object.entries(STRANGERS))("the bundle %s knows nothing of another process", (name, stranger) => {
	const file = dist(`.stamps/${name}.meta.json`);
	if (!existsSync(file)) return;
	const { inputs, outputs } = JSON.parse(readFileSync(file, "utf8")) as Metafile;
	const carried = Object.keys(inputs).flatMap((input) => /.*node_modules\/(.*)$/.exec(input)?.[1] ?? []);
	const imported = Object.values(outputs).flatMap(({ imports }) =>
		imports.filter((i) => i.external).map((i) => i.path),
	);
	expect([...carried, ...imported].filter((path) => stranger.test(path))).toEqual([]);
});
