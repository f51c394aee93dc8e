/** Length of the longest common subsequence (not necessarily contiguous). O(n m) time at worst, O(m) memory. */
export function lcsLength<T>(a: ArrayLike<T>, b: ArrayLike<T>): number {
	// What both begin and end with belongs to every longest one.
	let start = 0;
	let [endA, endB] = [a.length, b.length];
	while (start < endA && start < endB && a[start] === b[start]) start++;
	while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
		endA--;
		endB--;
	}
	let above = new Int32Array(endB - start + 1);
	let row = new Int32Array(endB - start + 1);
	for (let i = start; i < endA; i++) {
		for (let j = 0; j < endB - start; j++) {
			row[j + 1] = a[i] === b[start + j] ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0);
		}
		[above, row] = [row, above];
	}
	return start + (a.length - endA) + (above[endB - start] ?? 0);
}
