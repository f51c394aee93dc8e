/**
 * Several streams as one, each going on while the others wait. When the reader stops or a stream fails, `stop` is called
 * first, so that streams waiting for an engine come to an end, and then all are closed.
 */
export async function* merged<T>(
	streams: readonly AsyncIterable<T>[],
	stop: () => void,
): AsyncGenerator<T, void, void> {
	const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
	const pending = new Map(iterators.map((iterator, at) => [at, step(iterator, at)]));
	try {
		while (pending.size > 0) {
			const { at, result } = await Promise.race(pending.values());
			const iterator = iterators[at];
			if (result.done || !iterator) pending.delete(at);
			else {
				pending.set(at, step(iterator, at));
				yield result.value;
			}
		}
	} finally {
		if (pending.size > 0) stop();
		await Promise.allSettled(pending.values());
		await Promise.allSettled(iterators.map((iterator) => iterator.return?.()));
	}
}

async function step<T>(iterator: AsyncIterator<T>, at: number): Promise<{ at: number; result: IteratorResult<T> }> {
	return { at, result: await iterator.next() };
}
