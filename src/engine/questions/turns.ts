/** A model answers one set of questions at a time: who comes while it is busy waits for the set before. */
export class Turns {
	#last: Promise<void> = Promise.resolve();

	/** Yields what `work` yields once every earlier turn is over; the turn ends with the iteration, however it ends. */
	async *take<T>(work: () => AsyncIterable<T>): AsyncGenerator<T> {
		const before = this.#last;
		let done = () => {};
		this.#last = new Promise((resolve) => {
			done = resolve;
		});
		try {
			await before;
			yield* work();
		} finally {
			done();
		}
	}

	/** Resolves when every turn taken so far is over. */
	get over(): Promise<void> {
		return this.#last;
	}
}
