/** How long a message may wait for company, in milliseconds: at most 20 a second. */
const DELAY = 50;

/** Collects what is said often and sends it a few at a time. */
export class Outbox<T> {
	readonly #send: (items: readonly T[]) => void;
	readonly #limit: number;
	#items: T[] = [];
	#timer: NodeJS.Timeout | undefined;

	/** Sends after a short delay, or at once when `limit` items wait. */
	constructor(send: (items: readonly T[]) => void, limit = Number.POSITIVE_INFINITY) {
		this.#send = send;
		this.#limit = limit;
	}

	add(item: T): void {
		this.#items.push(item);
		if (this.#items.length >= this.#limit) this.flush();
		else this.#timer ??= setTimeout(() => this.flush(), DELAY);
	}

	flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#items.length === 0) return;
		const items = this.#items;
		this.#items = [];
		this.#send(items);
	}
}
