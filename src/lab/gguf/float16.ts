const bitsOf = new Uint32Array(1);
const floatOf = new Float32Array(bitsOf.buffer);

/** A float32 as the 16 bits of an IEEE half, rounded to nearest even. */
export function float16(value: number): number {
	floatOf[0] = value;
	const bits = bitsOf[0] as number;
	const sign = (bits >>> 16) & 0x8000;
	const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
	const fraction = bits & 0x7fffff;
	if (exponent === 255 - 127 + 15) return sign | 0x7c00 | (fraction ? 0x200 : 0); // infinite, or not a number
	if (exponent >= 31) return sign | 0x7c00; // too large: infinite
	if (exponent < -10) return sign; // too small: zero
	// Subnormals have no implicit leading one and lose more bits.
	const isSubnormal = exponent <= 0;
	const shift = isSubnormal ? 14 - exponent : 13;
	const full = isSubnormal ? fraction | 0x800000 : fraction;
	const kept = isSubnormal ? full >>> shift : (exponent << 10) | (full >>> shift);
	const rest = full & ((1 << shift) - 1);
	const half = 1 << (shift - 1);
	const roundsUp = rest > half || (rest === half && (kept & 1) === 1);
	return sign | (kept + (roundsUp ? 1 : 0)); // a carry into the exponent is the right answer
}

/** The value of an IEEE half. */
export function fromHalf(bits: number): number {
	const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
	if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
}
