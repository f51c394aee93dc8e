/** How many UTF-16 units two texts share from their beginning, never half a character. */
export function commonStart(a: string, b: string): number {
	const end = Math.min(a.length, b.length);
	let at = 0;
	while (at < end && a[at] === b[at]) at++;
	const cutsPair = at > 0 && /[\ud800-\udbff]/.test(a.charAt(at - 1)) && at < a.length;
	return cutsPair ? at - 1 : at;
}
