/** What a process holds. */
export interface Held {
	/** Resident. */
	readonly bytes: number;
	readonly handles: number;
	readonly threads: number;
}

/** What a parent and, while it lives, its engine hold after a warm-up and at the end. */
export interface Soaked {
	readonly before: Readonly<Record<string, Held>>;
	readonly after: Readonly<Record<string, Held>>;
	/** Processes left at the end. */
	readonly children: number;
	readonly failed: number;
	readonly crashes: number;
}
