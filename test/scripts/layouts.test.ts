import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { generateLayouts, installedHeaders, layoutComplaints, pinComplaints } from "../../scripts/layouts.ts";
import { PINNED } from "../../src/engine/pinned.ts";

let headers: readonly string[] = [];
beforeAll(() => {
	headers = installedHeaders();
});

test("the layouts in the source are those of the installed package's own headers", () => {
	expect(layoutComplaints()).toEqual([]);
	const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
	expect(dependencies["node-llama-cpp"]).toBe(PINNED.nodeLlamaCpp);
});

test.each([
	["a member more", "bool vocab_only;", "bool another; bool vocab_only;"],
	["a member of another type", "uint32_t n_ctx; ", "uint64_t n_ctx; "],
	["another number", "LLAMA_FTYPE_MOSTLY_Q8_0          = 7", "LLAMA_FTYPE_MOSTLY_Q8_0          = 8"],
	["a parameter more", "llama_vocab_n_tokens(const", "llama_vocab_n_tokens(bool all, const"],
])("a header with %s is told from ours, in one sentence with a remedy", (_, ours, theirs) => {
	const changed = headers.map((text) => text.replace(ours, theirs));
	expect(changed).not.toEqual(headers);
	expect(generateLayouts(changed)).not.toBe(generateLayouts(headers));
	expect(layoutComplaints(changed)).toEqual([
		expect.stringMatching(/layouts\.generated\.ts is not .* npm run layouts$/),
	]);
});

test("a header that lacks a function we bind is named", () => {
	const changed = headers.map((text) => text.replaceAll("llama_decode(", "llama_decode_all("));
	expect(layoutComplaints(changed)).toEqual([expect.stringContaining("llama_decode 0 times")]);
});

test("another release than the pinned one is a complaint before any header is read", () => {
	expect(pinComplaints()).toEqual([]);
	const complaints = layoutComplaints([], { ...PINNED, llamaCpp: "v0.6.0" });
	expect(complaints).toEqual([expect.stringMatching(/v0\.5\.0 is installed and .* names .*v0\.6\.0: run npm ci/)]);
});
