/**
 * Runs jobs, so many at a time, each after the one it waits for, which stands before it in the map. A job whose
 * forerunner fails is not run; the others are, and then the first failure is thrown.
 */
export async function runJobs<Name>(
	waitsFor: ReadonlyMap<Name, Name | undefined>,
	atOnce: number,
	run: (name: Name) => Promise<void>,
): Promise<void> {
	let free = atOnce;
	const queue: (() => void)[] = [];
	const inSlot = async (job: () => Promise<void>) => {
		if (free > 0) free--;
		else await new Promise<void>((resolve) => queue.push(resolve));
		try {
			await job();
		} finally {
			// The slot goes straight to whoever waits, or becomes free.
			const next = queue.shift();
			if (next) next();
			else free++;
		}
	};
	const jobs = new Map<Name, Promise<void>>();
	for (const [name, before] of waitsFor) {
		const forerunner = before === undefined ? Promise.resolve() : (jobs.get(before) as Promise<void>);
		jobs.set(
			name,
			forerunner.then(() => inSlot(() => run(name))),
		);
	}
	const failed = (await Promise.allSettled(jobs.values())).find((job) => job.status === "rejected");
	if (failed) throw failed.reason;
}
