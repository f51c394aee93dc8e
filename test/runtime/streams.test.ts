import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inBatches } from "../../src/runtime/inBatches.ts";
import { merged } from "../../src/runtime/merged.ts";

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
	const items: T[] = [];
	for await (const item of stream) items.push(item);
	return items;
}

/** Numbers from `first`, waiting a macrotask before each index in `waits`. */
async function* counting(first: number, count: number, waits: ReadonlySet<number> = new Set()): AsyncGenerator<number> {
	for (let at = 0; at < count; at++) {
		if (waits.has(at)) await sleep(5);
		yield first + at;
	}
}

describe("inBatches", () => {
	test("keeps together what comes together and holds nothing back while the source is silent", async () => {
		expect(await all(inBatches(counting(0, 6, new Set([2, 3]))))).toEqual([[0, 1], [2], [3, 4, 5]]);
	});

	test("never grows past its limit and loses nothing", async () => {
		const batches = await all(inBatches(counting(0, 10), 4));
		expect(batches.map((batch) => batch.length)).toEqual([4, 4, 2]);
		expect(batches.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
	});

	test("closes its source when the reader leaves", async () => {
		let isClosed = false;
		async function* source() {
			try {
				yield* counting(0, 100, new Set([1]));
			} finally {
				isClosed = true;
			}
		}
		for await (const _ of inBatches(source())) break;
		expect(isClosed).toBe(true);
	});
});

describe("merged", () => {
	test("gives everything of every stream once, each in its own order", async () => {
		const waits = fc.array(fc.nat(8), { maxLength: 2 }).map((list) => new Set(list));
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(fc.nat(8), waits), { maxLength: 3 }), async (shapes) => {
				const items = await all(
					merged(
						shapes.map(([count, at], index) => counting(index * 100, count, at)),
						() => {},
					),
				);
				for (const [index, [count]] of shapes.entries()) {
					const own = items.filter((item) => Math.floor(item / 100) === index);
					expect(own).toEqual(Array.from({ length: count }, (_, at) => index * 100 + at));
				}
			}),
			{ numRuns: 25 },
		);
	});

	test("stops and closes the others when one fails", async () => {
		const stop = new AbortController();
		const closed: string[] = [];
		async function* waiting() {
			try {
				yield 1;
				while (!stop.signal.aborted) await turn();
			} finally {
				closed.push("waiting");
			}
		}
		async function* failing() {
			await turn();
			yield 2;
			throw new Error("broken");
		}
		await expect(all(merged([waiting(), failing()], () => stop.abort()))).rejects.toThrow("broken");
		expect(closed).toEqual(["waiting"]);
	});
});
