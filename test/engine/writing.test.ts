import { describe, expect, test } from "vitest";
import { drawToken } from "../../src/engine/writing/drawToken.ts";
import { GeneratedText } from "../../src/engine/writing/generatedText.ts";
import { RandomStream } from "../../src/engine/writing/randomStream.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("random stream", () => {
	test("is uniform in [0, 1) and depends on the whole seed", () => {
		const draws = (seed: number) => {
			const random = new RandomStream(seed);
			return Array.from({ length: 4000 }, () => random.next());
		};
		const values = draws(5);
		expect(draws(5)).toEqual(values);
		expect(values.every((x) => x >= 0 && x < 1)).toBe(true);
		// Mean of 4000 uniforms: 1/2 with standard error 0.0046.
		expect(Math.abs(values.reduce((sum, x) => sum + x, 0) / 4000 - 0.5)).toBeLessThan(0.02);
		const firsts = [5, -5, 6, 5 + 2 ** 32, 2 ** 52].map((seed) => draws(seed)[0]);
		expect(new Set(firsts).size).toBe(firsts.length);
	});
});

describe("drawing a token", () => {
	const ids = [7, 3, 9];
	const logits = [Math.log(6), Math.log(3), Math.log(1)];
	const frequencies = (sampling: { temperature: number; topP: number }) => {
		const random = new RandomStream(11);
		const counts = new Map(ids.map((id) => [id, 0]));
		for (let i = 0; i < 20_000; i++) {
			const id = drawToken({ ids, logits }, { topK: 0, seed: 11, ...sampling }, random);
			counts.set(id, (counts.get(id) ?? 0) + 1);
		}
		return ids.map((id) => (counts.get(id) ?? 0) / 20_000);
	};
	const near = (actual: number[], expected: number[]) =>
		actual.forEach((x, i) => void expect(Math.abs(x - (expected[i] as number))).toBeLessThan(0.015));

	test("follows the distribution", () => near(frequencies({ temperature: 1, topP: 1 }), [0.6, 0.3, 0.1]));
	test("sharpens with the temperature: squares at 1/2", () =>
		near(frequencies({ temperature: 0.5, topP: 1 }), [36 / 46, 9 / 46, 1 / 46]));
	test("keeps the fewest tokens that hold top-p", () => {
		near(frequencies({ temperature: 1, topP: 0.7 }), [2 / 3, 1 / 3, 0]);
		near(frequencies({ temperature: 1, topP: 0.01 }), [1, 0, 0]);
	});
});

describe("generated text", () => {
	test("waits for the rest of a character", () => {
		const text = new GeneratedText([]);
		const emoji = bytes("a😀");
		text.add(emoji.slice(0, 3));
		expect(text.text).toBe("a");
		text.add(emoji.slice(3));
		expect([text.text, text.tokens]).toEqual(["a😀", 2]);
	});

	test("ends before the first stop, also when tokens cut it apart", () => {
		const text = new GeneratedText(["", "\n\n", "END"]);
		for (const piece of ["one", " two E", "N"]) text.add(bytes(piece));
		expect(text.isStopped).toBe(false);
		text.add(bytes("D more"));
		expect([text.isStopped, text.text, text.tokens]).toEqual([true, "one two ", 2]);
	});

	test("leaves out tokens that begin at or after the stop", () => {
		const text = new GeneratedText(["."]);
		for (const piece of ["a", "b", "."]) text.add(bytes(piece));
		expect([text.text, text.tokens]).toEqual(["ab", 2]);
	});
});
