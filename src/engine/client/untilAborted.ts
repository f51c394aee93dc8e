/** What the promise gives, or undefined as soon as the signal is aborted; the promise then goes on unheard. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
	if (!signal) return promise;
	let stop = () => {};
	const aborted = new Promise<undefined>((resolve) => {
		stop = () => resolve(undefined);
	});
	signal.addEventListener("abort", stop, { once: true });
	if (signal.aborted) stop();
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener("abort", stop);
		promise.catch(() => {});
	}
}
