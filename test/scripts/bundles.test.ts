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

/** Packages that must never end up inside a bundle: native, enormous, or at home in another process. */
const STRANGERS: Readonly<Record<string, RegExp>> = {
	extension: /node_modules\/(vscode-languageserver|node-llama-cpp|koffi|preact|pako)\/(?!node_modules)/,
	server: /node_modules\/(vscode-languageclient|node-llama-cpp|koffi|preact|@jax-js)\//,
	engine: /node_modules\/(vscode-|node-llama-cpp|koffi|preact|@jax-js)/,
	webview: /node_modules\/(vscode-|node-llama-cpp|koffi|@jax-js)/,
};

test.each(Object.entries(STRANGERS))("the bundle %s carries nothing of another process", (name, stranger) => {
	const file = dist(`.stamps/${name}.meta.json`);
	if (!existsSync(file)) return;
	const { inputs } = JSON.parse(readFileSync(file, "utf8")) as Metafile;
	expect(Object.keys(inputs).filter((input) => stranger.test(input))).toEqual([]);
});
