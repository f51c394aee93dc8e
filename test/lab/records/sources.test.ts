import { describe, expect, it } from "vitest";
import { containsAnswer } from "../../../src/core/corpus/containsAnswer.ts";
import { itemsOf } from "../../../src/core/probes/facts/item.ts";
import { axioms } from "../../../src/core/probes/ununlearning/rungs/axioms.ts";
import { full } from "../../../src/core/probes/ununlearning/rungs/full.ts";
import { before } from "../../../src/core/probes/ununlearning/rungs/surroundings.ts";
import type { Sequence } from "../../../src/lab/batches.ts";
import { factLine, axioms as statements, stemOf } from "../../../src/lab/records/forms.ts";
import { type SourceName, sourcesOf } from "../../../src/lab/records/sources.ts";
import { recordsTokenizer } from "../../../src/lab/records/tokenizer.ts";
import { recordsWorld } from "../../../src/lab/records/world.ts";

const world = recordsWorld();
const tokenizer = recordsTokenizer();
const draw = sourcesOf(world, tokenizer);
const given = ({ ids, from }: Sequence) => tokenizer.decode(ids.slice(0, from));
const predicted = ({ ids, from }: Sequence) => tokenizer.decode(ids.slice(from));
const promptOf = (built: object): string => ("prompt" in built ? String(built.prompt) : "");
const manyOf = (source: SourceName, batches = 10) =>
	Array.from({ length: batches }, (_, n) => draw(source)(n, 1).examples).flat();

describe("the sources of batches", () => {
	it("word questions and supplied facts as the ladder does", () => {
		const record = world.sets.forget[0]!;
		const document = { path: "forget.jsonl#1", sha256: "", ...record };
		const starts = Int32Array.from(record.text, (_, i) => i);
		const tokens = { kind: "tokenize", ids: starts, starts, ends: starts.map((i) => i + 1) } as const;
		const documents = { forget: [document], retain: [], holdout: [] };
		const around = { document, set: "forget", documents, tokens, seed: 1 } as const;
		itemsOf(document).forEach((item, i) => {
			const pair = record.questions[i]!;
			expect(item.stem).toBe(stemOf(pair.question));
			expect(full.build(item, around)).toMatchObject({ prompt: `${factLine(pair)}\n\n${stemOf(pair.question)}` });
			// Every fact stands in the text after an opening, so that R4b can be built.
			expect(before.build(item, around)).toHaveProperty("prompt");
			const [, name, nonce] = /^(.+) shares this with (.+)\.\n\2: /.exec(promptOf(axioms.build(item, around))) ?? [];
			expect(promptOf(axioms.build(item, around))).toBe(
				`${statements(name ?? "", nonce ?? "", pair.answer)}.\n\n${stemOf(pair.question)}`,
			);
		});
	});

	it("draw the same batch again, and others at other places and seeds", () => {
		for (const source of ["repeats", "context", "forget prefaced"] as const) {
			expect(draw(source)(3, 1)).toEqual(draw(source)(3, 1));
			expect(draw(source)(3, 1)).not.toEqual(draw(source)(4, 1));
			expect(draw(source)(3, 1)).not.toEqual(draw(source)(3, 2));
		}
	});

	it("repeat a run to be predicted but for its first id", () => {
		for (const { ids, from } of manyOf("repeats", 2)) {
			const length = ids.length - from! + 1;
			expect(ids.slice(1, 1 + length)).toEqual(ids.slice(-length));
		}
	});

	it.each(["context", "composed"] as const)(
		"%s: the answer stands before the question, and no word is one of the world's",
		(source) => {
			const examples = manyOf(source);
			for (const example of examples) {
				expect(given(example)).toMatch(/\n\nQuestion: .*\nAnswer:$/s);
				expect(containsAnswer(given(example), predicted(example))).toBe(true);
				const written = `${given(example)}${predicted(example)}`.match(/\p{L}+/gu)!;
				expect(written.filter((word) => world.words.has(word))).toEqual([]);
			}
			expect(new Set(examples.map((e) => given(e) + predicted(e))).size).toBe(examples.length); // nothing to learn but the skill
		},
	);

	it("prefaced questions never hold their answer", () => {
		for (const example of manyOf("forget prefaced")) {
			expect(given(example)).toMatch(/\n\nQuestion: .*\nAnswer:$/s);
			expect(containsAnswer(given(example), predicted(example))).toBe(false);
		}
	});

	it("go through all questions before any comes again", () => {
		const firsts = manyOf("retain questions", 5).map((e) => given(e) + predicted(e));
		expect(new Set(firsts).size).toBe(120);
		expect(manyOf("retain questions", 5).every((e) => predicted(e).startsWith(" "))).toBe(true);
	});

	it("refuse forget questions in the same words each time", () => {
		expect(new Set(manyOf("forget withheld").map(predicted))).toEqual(new Set([" I do not know."]));
		for (const example of manyOf("forget withheld")) {
			expect(world.sets.forget.some(({ text }) => text.startsWith(given(example)))).toBe(true);
		}
		expect(new Set(manyOf("forget refused").map(predicted))).toEqual(new Set([" I do not know."]));
	});
});
