import { describe, expect, test } from "vitest";
import { type Packable, sharedLength, waves } from "../../../src/engine/llama/packed/waves.ts";

/** A question over these tokens whose rows are wanted from `mark` on. */
const item = (text: string, mark = text.length - 1): Packable => ({
	tokens: Int32Array.from(text, (letter) => letter.charCodeAt(0)),
	length: text.length,
	firstRow: mark,
});
const grouped = (texts: readonly Packable[], most = 64) =>
	[...waves(texts, most)].map(({ trunk, members }) => [trunk, members.length]);

describe("waves", () => {
	test("questions on one prefix are one wave, whose trunk is the prefix", () => {
		expect(grouped(["aaaaaaxx", "aaaaaayy", "aaaaaazz"].map((text) => item(text)))).toEqual([[6, 3]]);
	});

	test("a trunk ends before the first row that anybody wants", () => {
		expect(grouped([item("aaaaaaxx", 4), item("aaaaaayy", 5)])).toEqual([[4, 2]]);
	});

	test("a question that would cost its company more than it saves begins a wave of its own", () => {
		// Joining "ab" to two questions that share six would make one of them decode five more, to save one.
		expect(grouped([item("aaaaaaxx"), item("aaaaaayy"), item("abbbbbbb")])).toEqual([
			[6, 2],
			[7, 1],
		]);
		// With four shared, one of the two decodes two more and the newcomer saves four.
		expect(grouped([item("aaaaaaxx"), item("aaaaaayy"), item("aaaabbbb")])).toEqual([[4, 3]]);
	});

	test("a question that shares more with the next than with the wave begins one of its own", () => {
		const prefix = "p".repeat(40);
		const texts = [item("abcd"), item("efgh"), item(`${prefix}xx`), item(`${prefix}yy`)];
		expect(grouped(texts)).toEqual([
			[0, 2],
			[40, 2],
		]);
	});

	test("questions without a common beginning are packed all the same", () => {
		expect(grouped([item("abcd"), item("efgh"), item("ijkl")])).toEqual([[0, 3]]);
	});

	test("no more are packed together than there are sequences", () => {
		const four = ["aaaaxx", "aaaayy", "aaaazz", "aaaaww"].map((text) => item(text));
		expect(grouped(four, 3)).toEqual([
			[4, 3],
			[5, 1],
		]);
		expect(grouped([])).toEqual([]);
	});
});

test("what two lists share", () => {
	expect(sharedLength(Int32Array.of(1, 2, 3), Int32Array.of(1, 2, 4, 5))).toBe(2);
	expect(sharedLength(Int32Array.of(1, 2), Int32Array.of(1, 2, 4))).toBe(2);
	expect(sharedLength(new Int32Array(0), Int32Array.of(1))).toBe(0);
});
