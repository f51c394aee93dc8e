import { setImmediate as turn } from "node:timers/promises";

const IDLE = Symbol("idle");

/** Items of a stream in batches: whatever arrives together stays together, and nothing waits for what has not come yet. */
export async function* inBatches<T>(stream: AsyncIterable<T>, most = 256): AsyncGenerator<readonly T[], void, void> {
	const iterator = stream[Symbol.asyncIterator]();
	let batch: T[] = [];
	let next = iterator.next();
	try {
		for (;;) {
			const step = batch.length === 0 ? await next : await Promise.race([next, turn(IDLE)]);
			if (step === IDLE || batch.length >= most) {
				yield batch;
				batch = [];
			}
			if (step === IDLE) continue;
			if (step.done) break;
			batch.push(step.value);
			next = iterator.next();
		}
		if (batch.length > 0) yield batch;
	} finally {
		// A read that fails after the reader has gone is the stream's own affair.
		next.catch(() => {});
		await iterator.return?.();
	}
}
