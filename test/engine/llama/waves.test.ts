import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Packable, sharedLength, waves } from "../../../src/engine/llama/packed/waves.ts";

/** A question over these tokens whose rows are wanted from `mark` on. */
const item = (text: string, mark = text.length - 1): Packable => ({
	tokens: Int32Array.from(text, (letter) => letter.charCodeAt(0)),
	length: text.length,
	firstRow: mark,
});
const grouped = (items: readonly Packable[]) => waves(items).map(({ trunk, members }) => [trunk, members.length]);

describe("waves", () => {
	test("questions on one prefix are one wave, whose trunk is the prefix", () => {
		expect(grouped(["aaaaaaxx", "aaaaaayy", "aaaaaazz"].map((text) => item(text)))).toEqual([[6, 3]]);
	});

	test("a trunk ends before the first row that anybody wants", () => {
		expect(grouped([item("aaaaaaxx", 4), item("aaaaaayy", 5)])).toEqual([[4, 2]]);
	});

	test("questions that share more get a wave of their own where that saves enough, after the one it grows from", () => {
		const prefix = "p".repeat(40);
		const one = (letter: string) => item(`${prefix}${letter.repeat(40)}`);
		const far = (letter: string) => item(`${prefix}${"q".repeat(40)}${letter}!`);
		expect(grouped([one("q"), far("x"), one("a"), far("y"), item("efgh")])).toEqual([
			[0, 1],
			[40, 1],
			// "q" times forty is the beginning of the other two as well, up to where its own row is wanted.
			[79, 3],
		]);
		// To share two tokens more is not worth it.
		const near = (letter: string) => item(`${prefix}qq${letter}!`);
		expect(grouped([one("a"), near("x"), near("y")])).toEqual([[40, 3]]);
	});

	test("questions without a common beginning are packed all the same", () => {
		expect(grouped([item("abcd"), item("efgh"), item("ijkl")])).toEqual([[0, 3]]);
		expect(grouped([])).toEqual([]);
	});

	test("every question is in one wave and begins with its trunk; an edge of the tree worth a wave is walked once", () => {
		const text = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 12 });
		// Long blocks for letters, so that shared ones are worth a wave.
		const long = text.map((short) => [...short].map((letter) => letter.repeat(40)).join(""));
		fc.assert(
			fc.property(fc.array(fc.tuple(long, fc.nat()), { maxLength: 12 }), (drawn) => {
				const items = drawn.map(([letters, mark]) => item(letters, mark % letters.length));
				const made = waves(items);
				expect(new Set(made.flatMap(({ members }) => members))).toEqual(new Set(items));
				expect(made.flatMap(({ members }) => members).length).toBe(items.length);
				const text = ({ tokens }: Packable, end: number) => tokens.subarray(0, end).join();
				let before: Int32Array = new Int32Array(0);
				const walked: string[] = [];
				for (const { trunk, members } of made) {
					for (const member of members) {
						expect(trunk).toBeLessThanOrEqual(Math.min(member.firstRow, member.length - 1));
						expect(text(member, trunk)).toBe(text(members[0] as Packable, trunk));
					}
					const tokens = (members[0] as Packable).tokens.subarray(0, trunk);
					for (let at = sharedLength(before, tokens); at < trunk; at++)
						walked.push(text(members[0] as Packable, at + 1));
					before = tokens;
				}
				expect(new Set(walked).size).toBe(walked.length);
			}),
		);
	});
});

test("what two lists share", () => {
	expect(sharedLength(Int32Array.of(1, 2, 3), Int32Array.of(1, 2, 4, 5))).toBe(2);
	expect(sharedLength(Int32Array.of(1, 2), Int32Array.of(1, 2, 4))).toBe(2);
	expect(sharedLength(new Int32Array(0), Int32Array.of(1))).toBe(0);
});
