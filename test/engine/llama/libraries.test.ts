import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { findLibraries } from "../../../src/engine/llama/native/libraries.ts";

function folderWith(...files: string[]): string {
	const folder = mkdtempSync(join(tmpdir(), "palimpsest-libraries-"));
	for (const file of files) writeFileSync(join(folder, file), "");
	return folder;
}

test.each([
	[
		"linux",
		["libllama.v0.5.0.so", "libllama-common.so", "libggml.v0.5.0.so", "libggml-base.so", "libggml-cpu-haswell.so"],
	],
	[
		"darwin",
		["libllama.metal.v0.4.0.dylib", "libllama-common.dylib", "libggml.metal.v0.4.0.dylib", "libggml-base.dylib"],
	],
	["win32", ["llama.v0.4.0.dll", "llama-common.dll", "ggml.v0.4.0.dll", "ggml-base.dll", "ggml-cpu-x64.dll"]],
] as const)("finds the two libraries on %s among their relatives", (platform, files) => {
	const { llama, ggml } = findLibraries(folderWith(...files), platform);
	expect(basename(llama)).toBe(files[0]);
	expect(basename(ggml)).toBe(files[2]);
});

test("refuses a folder where a library is missing or there twice", () => {
	const problem = expect.objectContaining({ name: "Problem", code: "engine" });
	expect(() => findLibraries(folderWith("libllama.so"), "linux")).toThrow(problem);
	expect(() => findLibraries(folderWith("libllama.so", "libllama.v1.0.so", "libggml.so"), "linux")).toThrow(problem);
});
