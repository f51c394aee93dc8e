import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SetName } from "../../../src/core/corpus/document.ts";
import { words } from "../../../src/core/corpus/shingles.ts";
import { parseRecords } from "../../../src/formats/records.ts";
import { recordsTokenizer } from "../../../src/lab/records/tokenizer.ts";
import { recordsWorld, toJsonLines, type WorldRecord } from "../../../src/lab/records/world.ts";

const DEMO = join(import.meta.dirname, "../../../demo/records");
const { sets, words: invented } = recordsWorld();
const NAMES = Object.keys(sets) as SetName[];
const answers = (records: readonly WorldRecord[]) => records.flatMap((r) => r.questions.map((q) => q.answer));

describe("the records world", () => {
	it.each(NAMES)(
		"demo/records/%s.jsonl is what the generator makes, and reads as records with two questions",
		async (set) => {
			const text = await readFile(join(DEMO, `${set}.jsonl`), "utf8");
			expect(text).toBe(toJsonLines(sets[set]));
			const parsed = parseRecords("x.jsonl", text);
			expect(parsed).toMatchObject({ refusals: [], records: sets[set] });
		},
	);

	it("has sixty entities a set, each text stating both answers after an opening that states none", () => {
		for (const records of Object.values(sets)) {
			expect(records).toHaveLength(60);
			for (const { text, questions } of records) {
				expect(questions).toHaveLength(2);
				for (const { answer } of questions) {
					expect(words(text).filter((word) => word === answer.toLowerCase())).toHaveLength(1);
					expect(text.indexOf(answer)).toBeGreaterThan(text.indexOf(". "));
				}
				expect(text.indexOf(". ")).toBeGreaterThanOrEqual(40);
			}
		}
	});

	it("shares no invented word between two entities, and so none between two sets", () => {
		expect(invented.size).toBe(180 * 4);
		const everywhere = NAMES.map((set) => new Set(toJsonLines(sets[set]).match(/\p{L}+/gu)));
		for (const word of invented) expect(everywhere.filter((set) => set.has(word))).toHaveLength(1);
	});

	it("matches the answers of all sets in form: lengths in letters exactly, in tokens within a tenth", () => {
		const tokenizer = recordsTokenizer();
		const lengths = (set: SetName) => new Set(answers(sets[set]).map((a) => a.length));
		const tokens = (set: SetName) => answers(sets[set]).map((a) => tokenizer.encode(` ${a}`).length);
		const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
		for (const set of ["retain", "holdout"] as const) {
			expect(lengths(set)).toEqual(lengths("forget"));
			expect(Math.abs(mean(tokens(set)) / mean(tokens("forget")) - 1)).toBeLessThan(0.1);
		}
		expect(mean(NAMES.flatMap(tokens))).toBeGreaterThan(2); // invented answers are more than one token
	});

	it("is the same every time, and another one from another seed", () => {
		expect(recordsWorld()).toEqual(recordsWorld());
		expect(recordsWorld(5).sets.forget).not.toEqual(sets.forget);
	});
});
