import { beforeAll, describe, expect, test } from "vitest";
import { Kernel } from "../../../src/engine/llama/kernel/kernel.ts";
import { builtKernel } from "../builtKernel.ts";

/** The definitions, in float64 and without cleverness. */
function reference(row: Float32Array, target: number) {
	const logits = Array.from(row);
	const max = Math.max(...logits);
	const logZ = max + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - max), 0));
	const logp = logits.map((x) => x - logZ);
	const mean = logp.reduce((sum, l) => sum + Math.exp(l) * l, 0);
	const variance = logp.reduce((sum, l) => sum + Math.exp(l) * (l - mean) ** 2, 0);
	const order = logits.map((_, id) => id).sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
	return {
		logp: logp[target] as number,
		entropy: -mean,
		sd: Math.sqrt(variance),
		rank: logits.filter((x) => x > (logits[target] as number)).length,
		order,
		logq(temperature: number, topK: number): number {
			const kept = topK === 0 ? order : order.slice(0, topK);
			if (!kept.includes(target)) return Number.NEGATIVE_INFINITY;
			const scaled = kept.map((id) => (logits[id] as number) / temperature);
			const largest = Math.max(...scaled);
			const partition = largest + Math.log(scaled.reduce((sum, x) => sum + Math.exp(x - largest), 0));
			return (logits[target] as number) / temperature - partition;
		},
	};
}

/** A fixed stream of numbers in [0, 1) (Park and Miller). */
function stream(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 48271) % 2147483647;
		return state / 2147483647;
	};
}

function randomRow(length: number, spread: number, seed: number): Float32Array {
	const next = stream(seed);
	return Float32Array.from({ length }, () => (next() + next() + next() + next() - 2) * spread);
}

const within = (actual: number, expected: number, tolerance: number) =>
	expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(tolerance);

describe("scoring kernel", () => {
	beforeAll(builtKernel);

	const cases = [3, 7, 768, 1027, 32_000].flatMap((length) => [0.1, 3, 12].map((spread) => ({ length, spread })));
	test.each(cases)(
		"agrees with a float64 reference on $length logits of spread $spread",
		async ({ length, spread }) => {
			const kernel = await Kernel.load(4, length);
			for (let row = 0; row < 4; row++) {
				const logits = randomRow(length, spread, 1 + row + length);
				kernel.logits.set(logits, row * length);
				const next = stream(99 + row);
				const k = Math.min(40, length);
				const likely = reference(logits, 0).order;
				const targets = [
					likely[0],
					likely[k - 1],
					likely[Math.min(k, length - 1)],
					Math.floor(next() * length),
					length - 1,
				];
				for (const target of targets as number[]) {
					const expected = reference(logits, target);
					expect(kernel.reduce(row, target)).toBe(true);
					within(kernel.logp, expected.logp, 2e-6 * Math.max(1, Math.abs(expected.logp)));
					within(kernel.entropy, expected.entropy, 5e-6);
					within(kernel.sd, expected.sd, 2e-5);
					expect(kernel.rank).toBe(expected.rank);
					expect(kernel.argmax).toBe(expected.order[0]);
					const listed = kernel.top(k);
					expect(listed).toBe(k);
					expect(Array.from(kernel.topIds.subarray(0, k))).toEqual(expected.order.slice(0, k));
					for (const [temperature, topK] of [
						[1, 0],
						[0.7, 0],
						[2, 0],
						[1, k],
						[0.5, Math.min(5, length)],
						[1, 1],
					] as const) {
						const q = expected.logq(temperature, topK);
						const actual = kernel.logq(target, { temperature, topK }, listed);
						if (q === Number.NEGATIVE_INFINITY) expect(actual).toBe(q);
						else within(actual, q, 4e-6 * Math.max(1, Math.abs(q)));
					}
				}
			}
		},
	);

	test("gives the values a hand calculation gives", async () => {
		// p = 1/2, 1/4, 1/8, 1/8
		const kernel = await Kernel.load(1, 4);
		kernel.logits.set([Math.log(4), Math.log(2), 0, 0]);
		expect(kernel.reduce(0, 1)).toBe(true);
		within(kernel.logp, Math.log(1 / 4), 1e-6);
		within(kernel.entropy, 1.75 * Math.LN2, 1e-6);
		// E[bits^2] = 1/2 + 4/4 + 9/4 = 3.75; variance = 3.75 - 1.75^2 = 0.6875 bits^2
		within(kernel.sd, Math.sqrt(0.6875) * Math.LN2, 1e-6);
		expect(kernel.rank).toBe(1);
		// top-2 keeps 1/2 and 1/4, so the target has 1/3; at temperature 1/2 the squares 16 and 4 give 1/5
		const listed = kernel.top(2);
		within(kernel.logq(1, { temperature: 1, topK: 2 }, listed), Math.log(1 / 3), 1e-6);
		within(kernel.logq(1, { temperature: 0.5, topK: 2 }, listed), Math.log(1 / 5), 1e-6);
		expect(kernel.logq(1, { temperature: 0, topK: 0 }, 0)).toBe(Number.NEGATIVE_INFINITY);
	});

	test("orders equal logits by id, also at the border of the top-k", async () => {
		const kernel = await Kernel.load(1, 11);
		kernel.logits.set([1, 2, 2, 0, 2, 1, 2, 2, 0, 1, 2]);
		expect(kernel.reduce(0, 10)).toBe(true);
		expect([kernel.argmax, kernel.rank]).toEqual([1, 0]);
		const listed = kernel.top(4);
		expect(Array.from(kernel.topIds.subarray(0, 4))).toEqual([1, 2, 4, 6]);
		expect(kernel.logq(10, { temperature: 1, topK: 4 }, listed)).toBe(Number.NEGATIVE_INFINITY);
		within(kernel.logq(6, { temperature: 1, topK: 4 }, listed), Math.log(1 / 4), 1e-6);
	});

	test("a negative target stands for the most likely token", async () => {
		const kernel = await Kernel.load(1, 5);
		kernel.logits.set([0, 3, 1, 3, 2]);
		expect(kernel.reduce(0, -1)).toBe(true);
		const expected = reference(Float32Array.of(0, 3, 1, 3, 2), 1);
		within(kernel.logp, expected.logp, 1e-6);
		expect(kernel.rank).toBe(0);
	});

	test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
		"refuses a row that holds %d, wherever it is",
		async (bad) => {
			const kernel = await Kernel.load(1, 9);
			for (let at = 0; at < 9; at++) {
				kernel.logits.set(randomRow(9, 2, 5));
				expect(kernel.reduce(0, 4)).toBe(true);
				kernel.logits[at] = bad;
				expect(kernel.reduce(0, 4)).toBe(false);
			}
		},
	);
});
