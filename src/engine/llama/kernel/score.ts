// AssemblyScript, WebAssembly SIMD: reduces one row of logits to a few numbers.
//
// A row is V float32 logits at byte address `row`. V need not be a multiple of 4: scalar loops finish the tails.
// Built by scripts/build.ts into dist/score.wasm; ./kernel.ts lays out the memory and reads the results.

// Float32 lanes are folded into float64 totals every BLOCK bytes: over 128k terms a pure float32 sum loses digits.
const BLOCK: usize = 4096;

// @ts-ignore: decorator
@inline
function at(row: usize, i: i32): usize {
	return row + (<usize>i << 2);
}

// @ts-ignore: decorator
@inline
function sumLanes(v: v128): f64 {
	return (
		<f64>f32x4.extract_lane(v, 0) +
		<f64>f32x4.extract_lane(v, 1) +
		<f64>f32x4.extract_lane(v, 2) +
		<f64>f32x4.extract_lane(v, 3)
	);
}

// @ts-ignore: decorator
@inline
function maxLanes(v: v128): f32 {
	return max(
		max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
		max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
	);
}

// exp(x) for x <= 0 in four lanes, relative error about 2e-7, exactly 1 at 0.
//
// With t = x / ln 2, n = t rounded and f = t - n, exp(x) = 2^f 2^n. Adding 1.5 * 2^23 rounds t and leaves n in the low
// bits, which shifted are n in the exponent's place. 2^f is a polynomial of degree 5 with the least largest relative
// error over [-1/2, 1/2] (9.2e-8) among those that are 1 at 0.
//
// Relaxed multiply-adds are fused where the processor can, and then f is exact but for one rounding; elsewhere they are
// two roundings, and the error grows by a fraction. The constants are loaded from memory because the compiler would
// build each of them anew for every four logits, which takes longer than the arithmetic.
const LOWEST = memory.data<f32>([-86.0, -86.0, -86.0, -86.0], 16); // below, the result leaves the normal range
const TO_BITS = memory.data<f32>([12582912.0, 12582912.0, 12582912.0, 12582912.0], 16);
const PER_OCTAVE = memory.data<f32>([1.44269504088896341, 1.44269504088896341, 1.44269504088896341, 1.44269504088896341], 16);
const C1 = memory.data<f32>([6.931469775592771e-1, 6.931469775592771e-1, 6.931469775592771e-1, 6.931469775592771e-1], 16);
const C2 = memory.data<f32>([2.4022242004565234e-1, 2.4022242004565234e-1, 2.4022242004565234e-1, 2.4022242004565234e-1], 16);
const C3 = memory.data<f32>([5.550733756395151e-2, 5.550733756395151e-2, 5.550733756395151e-2, 5.550733756395151e-2], 16);
const C4 = memory.data<f32>([9.671517976577164e-3, 9.671517976577164e-3, 9.671517976577164e-3, 9.671517976577164e-3], 16);
const C5 = memory.data<f32>([1.3264742309346167e-3, 1.3264742309346167e-3, 1.3264742309346167e-3, 1.3264742309346167e-3], 16);
const ONE = memory.data<f32>([1.0, 1.0, 1.0, 1.0], 16);
// @ts-ignore: decorator
@inline
function exp4(x0: v128): v128 {
	const x = f32x4.pmax(x0, v128.load(LOWEST)); // NaN stays NaN
	const t = f32x4.relaxed_madd(x, v128.load(PER_OCTAVE), v128.load(TO_BITS));
	const f = f32x4.relaxed_madd(x, v128.load(PER_OCTAVE), f32x4.sub(v128.load(TO_BITS), t));
	let y = f32x4.relaxed_madd(v128.load(C5), f, v128.load(C4));
	y = f32x4.relaxed_madd(y, f, v128.load(C3));
	y = f32x4.relaxed_madd(y, f, v128.load(C2));
	y = f32x4.relaxed_madd(y, f, v128.load(C1));
	y = f32x4.relaxed_madd(y, f, v128.load(ONE));
	return i32x4.add(y, i32x4.shl(t, 23));
}

// @ts-ignore: decorator
@inline
function rowMax(row: usize, V: i32): f32 {
	const end = at(row, V);
	const end8 = at(row, V & ~7);
	let m0 = f32x4.splat(-Infinity);
	let m1 = m0; // two chains hide the latency
	let q = row;
	for (; q < end8; q += 32) {
		m0 = f32x4.pmax(m0, v128.load(q));
		m1 = f32x4.pmax(m1, v128.load(q, 16));
	}
	let best = maxLanes(f32x4.max(m0, m1));
	for (; q < end; q += 4) {
		const x = load<f32>(q);
		if (x > best) best = x;
	}
	return best;
}

// The lowest id whose logit is `top`.
// @ts-ignore: decorator
@inline
function firstOf(row: usize, V: i32, top: f32): i32 {
	const vTop = f32x4.splat(top);
	let i = 0;
	for (; i + 4 <= V; i += 4) if (v128.any_true(f32x4.eq(v128.load(at(row, i)), vTop))) break;
	for (; i < V; i++) if (load<f32>(at(row, i)) == top) return i;
	return -1;
}

/**
 * Statistics of the distribution softmax(row) and of `target` in it; a negative target means the most likely token.
 * Writes float64 at `out`: [logp, entropy, sd, rank, argmax, max, logZ], where logZ is relative to max, entropy is in
 * nats and sd is that of log p under the distribution itself. Returns 1, or 0 when a logit is not finite.
 */
export function reduce(row: usize, V: i32, target: i32, out: usize): i32 {
	const end = at(row, V);
	const end4 = at(row, V & ~3);
	const top = rowMax(row, V);
	const wanted = target < 0 ? top : load<f32>(at(row, target));
	const vTop = f32x4.splat(top);
	const vWanted = f32x4.splat(wanted);

	// With d = logit - max and w = exp(d): sums of w, w d and w d^2.
	let Z: f64 = 0;
	let ZD: f64 = 0;
	let ZDD: f64 = 0;
	let above = i32x4.splat(0);
	let q = row;
	while (q < end4) {
		const stop = min(end4, q + BLOCK);
		let z = f32x4.splat(0);
		let zd = z;
		let zdd = z;
		for (; q < stop; q += 16) {
			const x = v128.load(q);
			above = i32x4.sub(above, f32x4.gt(x, vWanted)); // a true lane is -1
			const d = f32x4.sub(x, vTop);
			const w = exp4(d);
			const wd = f32x4.mul(w, d);
			z = f32x4.add(z, w);
			zd = f32x4.add(zd, wd);
			zdd = f32x4.relaxed_madd(wd, d, zdd);
		}
		Z += sumLanes(z);
		ZD += sumLanes(zd);
		ZDD += sumLanes(zdd);
	}
	let rank =
		i32x4.extract_lane(above, 0) +
		i32x4.extract_lane(above, 1) +
		i32x4.extract_lane(above, 2) +
		i32x4.extract_lane(above, 3);
	for (; q < end; q += 4) {
		const x = load<f32>(q);
		if (x > wanted) rank++;
		const d = <f64>x - <f64>top;
		const w = Math.exp(d);
		Z += w;
		ZD += w * d;
		ZDD += w * d * d;
	}
	// An infinite or missing logit makes at least one of these infinite or NaN.
	if (!isFinite(Z + ZD + ZDD) || !isFinite(wanted)) return 0;

	const logZ = Math.log(Z);
	const mean = ZD / Z;
	store<f64>(out, <f64>wanted - <f64>top - logZ);
	store<f64>(out, logZ - mean, 8);
	store<f64>(out, Math.sqrt(max<f64>(0, ZDD / Z - mean * mean)), 16);
	store<f64>(out, rank, 24);
	store<f64>(out, firstOf(row, V, top), 32);
	store<f64>(out, top, 40);
	store<f64>(out, logZ, 48);
	return 1;
}

/** log sum over the vocabulary of exp((logit - top) * inverse), inverse > 0: the partition at temperature 1/inverse. */
export function logPartition(row: usize, V: i32, top: f32, inverse: f32): f64 {
	const end = at(row, V);
	const end4 = at(row, V & ~3);
	const vTop = f32x4.splat(top);
	const vInverse = f32x4.splat(inverse);
	let Z: f64 = 0;
	let q = row;
	while (q < end4) {
		const stop = min(end4, q + BLOCK);
		let z = f32x4.splat(0);
		for (; q < stop; q += 16) z = f32x4.add(z, exp4(f32x4.mul(f32x4.sub(v128.load(q), vTop), vInverse)));
		Z += sumLanes(z);
	}
	for (; q < end; q += 4) Z += Math.exp((<f64>load<f32>(q) - <f64>top) * <f64>inverse);
	return Math.log(Z);
}

/**
 * The k largest logits, descending, equal ones by ascending id. Fast because after a few hundred tokens hardly any
 * group of four beats the k-th value so far, and that is one comparison.
 */
export function topK(row: usize, V: i32, k: i32, values: usize, ids: usize): void {
	for (let i = 0; i < k; i++) {
		store<f32>(at(values, i), -Infinity);
		store<i32>(at(ids, i), -1);
	}
	let bar: f32 = -Infinity;
	let vBar = f32x4.splat(bar);
	const n4 = V & ~3;
	let i = 0;
	for (; i < n4; i += 4) {
		if (!v128.any_true(f32x4.gt(v128.load(at(row, i)), vBar))) continue;
		for (let j = i; j < i + 4; j++) bar = offer(load<f32>(at(row, j)), j, bar, k, values, ids);
		vBar = f32x4.splat(bar);
	}
	for (; i < V; i++) bar = offer(load<f32>(at(row, i)), i, bar, k, values, ids);
}

// Inserts (value, id) into the sorted list when it beats the last entry; returns the new last value.
// @ts-ignore: decorator
@inline
function offer(value: f32, id: i32, bar: f32, k: i32, values: usize, ids: usize): f32 {
	if (!(value > bar)) return bar;
	let slot = k - 1;
	while (slot > 0 && load<f32>(at(values, slot - 1)) < value) {
		store<f32>(at(values, slot), load<f32>(at(values, slot - 1)));
		store<i32>(at(ids, slot), load<i32>(at(ids, slot - 1)));
		slot--;
	}
	store<f32>(at(values, slot), value);
	store<i32>(at(ids, slot), id);
	return load<f32>(at(values, k - 1));
}
