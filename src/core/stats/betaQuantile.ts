/**
 * The beta distribution's quantile, by bisection on the regularised incomplete beta function: a hundred cheap steps
 * reach float precision and cannot diverge.
 * @param p in [0, 1]; a, b > 0
 */
export function betaQuantile(p: number, a: number, b: number): number {
	let low = 0;
	let high = 1;
	for (let i = 0; i < 100; i++) {
		const middle = (low + high) / 2;
		if (incompleteBeta(middle, a, b) < p) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

/** Regularised incomplete beta function I_x(a, b) (DLMF 8.17.22, continued fraction by Lentz's method). */
export function incompleteBeta(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	// The fraction converges fast below the mean; above it the mirrored one does.
	if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
	const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
	return front / continuedFraction(x, a, b);
}

/** 1 + d1 x/(1 + d2 x/(1 + ...)) with the coefficients of DLMF 8.17.23. */
function continuedFraction(x: number, a: number, b: number): number {
	const tiny = 1e-300;
	let f = 1;
	let c = 1;
	let d = 0;
	for (let i = 1; i <= 1000; i++) {
		const m = Math.floor(i / 2);
		const coefficient =
			i % 2 === 0
				? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
				: (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / nonZero(1 + coefficient * d, tiny);
		c = nonZero(1 + coefficient / c, tiny);
		const factor = c * d;
		f *= factor;
		if (Math.abs(factor - 1) < 1e-16) break;
	}
	return f;
}

const nonZero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);

function logBeta(a: number, b: number): number {
	return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** log Gamma for x > 0: Stirling's series (DLMF 5.11.1) after shifting x above 15. */
export function logGamma(x: number): number {
	let shifted = x;
	let product = 0;
	while (shifted < 15) {
		product += Math.log(shifted);
		shifted++;
	}
	const inverse = 1 / shifted;
	const square = inverse * inverse;
	const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
	return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - product;
}
