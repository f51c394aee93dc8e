import { describe, expect, test } from "vitest";
import { halvesOf } from "../../../../src/core/audit/relearning/halves.ts";
import type { Document } from "../../../../src/core/corpus/document.ts";

const documents: readonly Document[] = Array.from({ length: 7 }, (_, i) => {
	return { path: `${i}.txt`, text: `text ${i}`, sha256: `sha ${i}`, questions: [] };
});
const paths = (all: readonly Document[]) => all.map(({ path }) => path);

describe("the halves of a forget set", () => {
	test("hold every document once, the larger half taught", () => {
		const { taught, heldOut } = halvesOf(documents, 1);
		expect([taught.length, heldOut.length]).toEqual([4, 3]);
		expect(paths([...taught, ...heldOut]).sort()).toEqual(paths(documents));
	});

	test("depend on seed and texts, not on order or names", () => {
		const { taught } = halvesOf(documents, 1);
		const renamed = documents.map((document) => ({ ...document, path: `x/${document.path}` })).reverse();
		expect(new Set(halvesOf(renamed, 1).taught.map(({ sha256 }) => sha256))).toEqual(
			new Set(taught.map(({ sha256 }) => sha256)),
		);
		const seeds = new Set([1, 2, 3, 4, 5].map((seed) => `${paths(halvesOf(documents, seed).taught)}`));
		expect(seeds.size).toBeGreaterThan(1);
	});

	test("of one document hold nothing out", () => {
		expect(halvesOf(documents.slice(0, 1), 1)).toMatchObject({ taught: [{ path: "0.txt" }], heldOut: [] });
	});
});
