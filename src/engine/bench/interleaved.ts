/** Milliseconds of each variant, round by round. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/**
 * Runs every variant once to warm up and then `rounds` times in turn, so that whatever disturbs the machine disturbs all
 * of them alike.
 */
export async function interleaved<Name extends string>(
	variants: Readonly<Record<Name, () => Promise<unknown>>>,
	rounds: number,
): Promise<Rounds<Name>> {
	const names = Object.keys(variants) as Name[];
	const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
	for (const name of names) await variants[name]();
	for (let round = 0; round < rounds; round++) {
		for (const name of names) {
			const started = performance.now();
			await variants[name]();
			times[name].push(performance.now() - started);
		}
	}
	return times;
}
