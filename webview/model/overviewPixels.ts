/** A colour as red, green, blue, alpha, 0 to 255. */
export type Rgba = readonly [number, number, number, number];

/**
 * The strip beside the text: one bar a cell, as long as the class is grave and in the class's colour, so that the
 * strip reads without colour too. Where cells are finer than pixels the gravest wins. RGBA, row-major.
 */
export function overviewPixels(
	classes: Uint8Array,
	width: number,
	height: number,
	palette: readonly Rgba[],
): Uint8ClampedArray<ArrayBuffer> {
	const pixels = new Uint8ClampedArray(width * height * 4);
	for (let y = 0; y < height; y++) {
		const leakClass = gravest(classes, y / height, (y + 1) / height);
		const length = Math.round((width * leakClass) / 5);
		const [red, green, blue, alpha] = palette[leakClass] ?? [0, 0, 0, 0];
		for (let x = 0; x < length; x++) pixels.set([red, green, blue, alpha], (y * width + x) * 4);
	}
	return pixels;
}

/** The gravest class of the cells that touch a stretch of the strip, given as shares from 0 to 1. */
export function gravest(classes: Uint8Array, from: number, to: number): number {
	const first = Math.floor(from * classes.length);
	const end = Math.max(first + 1, Math.ceil(to * classes.length));
	let found = 0;
	for (let cell = first; cell < Math.min(end, classes.length); cell++)
		found = Math.max(found, Math.min(5, classes[cell] ?? 0));
	return found;
}
