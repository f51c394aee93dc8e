/** Milliseconds of each variant, round by round. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** What is done around each round, on nobody's time. */
export interface Around {
	readonly before?: () => void;
	readonly after?: () => void;
}

/**
 * Runs every variant once to warm up and then `rounds` times in turn, so that whatever disturbs the machine disturbs all
 * of them alike.
 */
export async function interleaved<Name extends string>(
	variants: Readonly<Record<Name, () => Promise<unknown>>>,
	rounds: number,
	{ before = () => {}, after = () => {} }: Around = {},
): Promise<Rounds<Name>> {
	const names = Object.keys(variants) as Name[];
	const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
	before();
	for (const name of names) await variants[name]();
	after();
	for (let round = 0; round < rounds; round++) {
		before();
		for (const name of names) {
			const started = performance.now();
			await variants[name]();
			times[name].push(performance.now() - started);
		}
		after();
	}
	return times;
}
