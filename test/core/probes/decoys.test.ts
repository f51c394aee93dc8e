import { describe, expect, it } from "vitest";
import { decoysFor } from "../../../src/core/probes/facts/decoys.ts";
import { itemsOf } from "../../../src/core/probes/facts/item.ts";
import { documentOf, NOTHING_ELSE } from "../askFakes.ts";

const tokens = {
	kind: "tokenize",
	ids: new Int32Array(0),
	starts: new Int32Array(0),
	ends: new Int32Array(0),
} as const;
const word = (i: number): string => `To${"bcdfgklm"[i % 8]}o${"bcdfgklm"[Math.floor(i / 8)]}a`;
const people = Array.from({ length: 60 }, (_, i) =>
	documentOf(`${i}`, "A page.", [
		{ question: `Where was ${word((i * 7) % 60)} Pell born?`, answer: word(i) },
		{ question: `How old was ${word((i * 7) % 60)} Pell?`, answer: `${20 + i}` },
	]),
);
const around = (document: (typeof people)[number]) =>
	({ document, set: "forget", documents: { ...NOTHING_ELSE, forget: people }, tokens }) as const;

describe("decoys", () => {
	const firsts = people.flatMap((document) => {
		const [item] = itemsOf(document);
		const [decoy] = item ? decoysFor(item, around(document)) : [];
		return item && decoy ? [{ item, decoy }] : [];
	});

	it("answer the same question about somebody else, in the same kind of words", () => {
		expect(firsts).toHaveLength(60);
		for (const { item, decoy } of firsts) {
			expect(decoy).toMatch(/^To.o.a$/);
			expect(decoy).not.toBe(item.answer);
		}
	});

	it("are spread over the answers, so that no word is everybody's decoy", () => {
		const counts = new Map<string, number>();
		for (const { decoy } of firsts) counts.set(decoy, (counts.get(decoy) ?? 0) + 1);
		// Of 60 drawn from 59: about 38 different ones, none more than a few times.
		expect(counts.size).toBeGreaterThan(28);
		expect(Math.max(...counts.values())).toBeLessThanOrEqual(6);
	});

	it("are the same each time, and never twice the same", () => {
		const [item] = itemsOf(people[3] ?? documentOf("", ""));
		if (!item) throw new Error("no item");
		const decoys = decoysFor(item, around(people[3] ?? documentOf("", "")));
		expect(decoysFor(item, around(people[3] ?? documentOf("", "")))).toEqual(decoys);
		expect(new Set(decoys).size).toBe(decoys.length);
	});
});
