/** Length of the longest common subsequence (not necessarily contiguous). O(n m) time, O(m) memory. */
export function lcsLength<T>(a: ArrayLike<T>, b: ArrayLike<T>): number {
	let above = new Int32Array(b.length + 1);
	let row = new Int32Array(b.length + 1);
	for (let i = 0; i < a.length; i++) {
		for (let j = 0; j < b.length; j++) {
			row[j + 1] = a[i] === b[j] ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0);
		}
		[above, row] = [row, above];
	}
	return above[b.length] ?? 0;
}
