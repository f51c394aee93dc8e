export interface TileCacheOptions<T> {
	/** Rows a tile; the protocol allows 200 at most. */
	readonly tileRows: number;
	/** Tiles kept; the least recently seen goes first. */
	readonly capacity: number;
	/** Requests under way at a time. */
	readonly inFlight: number;
	/** A tile arrived, or could not be had. */
	readonly changed: () => void;
	readonly failed: (error: Error) => void;
	readonly fetch: Fetch<T>;
}

export type Fetch<T> = (firstRow: number, endRow: number) => Promise<T>;

/**
 * Tiles of rows, pulled when they are looked at. A request for rows that have left the view before it was sent is
 * dropped, and so is an answer to what was asked before the last `reset`.
 */
export class TileCache<T> {
	readonly #options: TileCacheOptions<T>;
	readonly #tiles = new Map<number, T>();
	readonly #under = new Set<number>();
	readonly #refused = new Set<number>();
	#wanted: number[] = [];
	#rows = 0;
	#epoch = 0;

	constructor(options: TileCacheOptions<T>) {
		this.#options = options;
	}

	/** Forgets everything: another document, metric, model or width. */
	reset(rows: number): void {
		this.#epoch++;
		this.#rows = rows;
		this.#wanted = [];
		this.#tiles.clear();
		this.#under.clear();
		this.#refused.clear();
	}

	/** The rows now in view; what is missing is asked for, nearest the top first. */
	want(firstRow: number, endRow: number): void {
		const { tileRows } = this.#options;
		const first = Math.floor(Math.max(0, firstRow) / tileRows);
		const last = Math.floor((Math.min(endRow, this.#rows) - 1) / tileRows);
		this.#wanted = [];
		for (let index = first; index <= last; index++) {
			const tile = this.#tiles.get(index);
			if (tile === undefined) this.#wanted.push(index);
			else this.#touch(index, tile);
		}
		this.#send();
	}

	/** The tile that holds a row and the row's place in it; undefined until it has come. */
	at(row: number): { readonly tile: T; readonly row: number } | undefined {
		const index = Math.floor(row / this.#options.tileRows);
		const tile = this.#tiles.get(index);
		return tile === undefined ? undefined : { tile, row: row - index * this.#options.tileRows };
	}

	get size(): number {
		return this.#tiles.size;
	}

	#touch(index: number, tile: T): void {
		this.#tiles.delete(index);
		this.#tiles.set(index, tile);
	}

	#send(): void {
		while (this.#under.size < this.#options.inFlight) {
			const index = this.#wanted.find((each) => !this.#under.has(each) && !this.#refused.has(each));
			if (index === undefined) return;
			this.#under.add(index);
			void this.#load(index, this.#epoch);
		}
	}

	async #load(index: number, epoch: number): Promise<void> {
		const { tileRows, fetch, changed, failed } = this.#options;
		const firstRow = index * tileRows;
		try {
			const tile = await fetch(firstRow, Math.min(this.#rows, firstRow + tileRows));
			if (epoch !== this.#epoch) return;
			this.#tiles.set(index, tile);
			this.#evict();
		} catch (error) {
			if (epoch !== this.#epoch) return;
			this.#refused.add(index);
			failed(error instanceof Error ? error : new Error(String(error)));
		}
		this.#under.delete(index);
		this.#wanted = this.#wanted.filter((each) => each !== index);
		changed();
		this.#send();
	}

	#evict(): void {
		for (const index of this.#tiles.keys()) {
			if (this.#tiles.size <= this.#options.capacity) return;
			this.#tiles.delete(index);
		}
	}
}
