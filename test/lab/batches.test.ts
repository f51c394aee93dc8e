import { describe, expect, it } from "vitest";
import { buckets, type Example, encodeCorpus, epoch, requireFit, toDeviceBatch } from "../../src/lab/batches.ts";
import { toHost, toNumber } from "../../src/lab/jax.ts";
import { Rng } from "../../src/lab/rng.ts";
import { tinyShape, tinyTokenizer } from "./tinyModel.ts";

const example = (length: number, kind: Example["kind"] = "document"): Example => ({
	kind,
	document: `${kind}-${length}`,
	ids: Array.from({ length }, (_, i) => i + 1),
});

describe("batches", () => {
	const examples = [
		...[12, 30, 20, 11, 31, 22, 13].map((n) => example(n)),
		example(5, "question"),
		example(6, "question"),
	];
	const layout = { document: { rows: 2, lengths: 2 }, question: { rows: 4, lengths: 1 } };

	it("put sequences of one kind and similar length together", () => {
		const shapes = buckets(examples, layout).map((b) => ({ kind: b.kind, ...b.shape, count: b.examples.length }));
		expect(shapes).toEqual([
			{ kind: "document", rows: 2, columns: 20, count: 4 }, // 11 to 20 ids, 19 predictions
			{ kind: "document", rows: 2, columns: 32, count: 3 }, // 22 to 31 ids, 30 predictions
			{ kind: "question", rows: 2, columns: 8, count: 2 },
		]);
	});

	it("show every sequence once an epoch, in an order that the seed decides", () => {
		const names = (seed: number) =>
			epoch(buckets(examples, layout), new Rng(seed)).flatMap((b) => b.examples.map((e) => e.document));
		expect(names(1).sort()).toEqual(examples.map((e) => e.document).sort());
		expect(names(1)).toEqual(names(1));
		expect(names(1)).not.toEqual(names(2));
	});

	it("pad rows and tails with positions that predict nothing", async () => {
		const batch = toDeviceBatch({ shape: { rows: 2, columns: 4 }, examples: [example(4)] });
		expect([...(await toHost(batch.tokens))]).toEqual([1, 2, 3, 0, 0, 0, 0, 0]);
		expect([...(await toHost(batch.targets))]).toEqual([2, 3, 4, -1, -1, -1, -1, -1]);
		expect(await toNumber(batch.count)).toBe(3);
	});

	it("predict only what comes after what is given", async () => {
		const batch = toDeviceBatch({ shape: { rows: 1, columns: 4 }, examples: [{ ids: [1, 2, 3, 4], from: 2 }] });
		expect([...(await toHost(batch.tokens))]).toEqual([1, 2, 3, 0]);
		expect([...(await toHost(batch.targets))]).toEqual([-1, 3, 4, -1]);
		expect(await toNumber(batch.count)).toBe(2);
	});

	it("begin and end every sequence with the end of text", () => {
		const corpus = {
			documents: [{ name: "a", text: "the lamp" }],
			questions: [{ document: "a", question: "What?", answer: "the lamp" }],
		};
		const encoded = encodeCorpus(corpus, tinyTokenizer);
		expect(encoded.map((e) => e.kind)).toEqual(["document", "question"]);
		for (const { ids } of encoded) {
			expect([ids[0], ids.at(-1)]).toEqual([tinyTokenizer.endOfText, tinyTokenizer.endOfText]);
		}
	});

	it("refuse a sequence longer than the context", () => {
		expect(() => requireFit([example(tinyShape.context + 1)], tinyShape)).toThrow(/reads at most 128/);
	});
});
