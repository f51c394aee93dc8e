/** A model does one thing at a time: who comes while it is busy waits for those before. */
export class Turns {
	#last: Promise<void> = Promise.resolve();

	/** Yields what `work` yields once every earlier turn is over; the turn ends with the iteration, however it ends. */
	async *take<T>(work: () => AsyncIterable<T>): AsyncGenerator<T> {
		const { before, done } = this.#queue();
		try {
			await before;
			yield* work();
		} finally {
			done();
		}
	}

	/** The same for work that yields nothing. */
	async alone(work: () => Promise<void>): Promise<void> {
		const { before, done } = this.#queue();
		try {
			await before;
			await work();
		} finally {
			done();
		}
	}

	/** Resolves when every turn taken so far is over. */
	get over(): Promise<void> {
		return this.#last;
	}

	#queue(): { before: Promise<void>; done: () => void } {
		const before = this.#last;
		let done = () => {};
		this.#last = new Promise((resolve) => {
			done = resolve;
		});
		return { before, done };
	}
}
