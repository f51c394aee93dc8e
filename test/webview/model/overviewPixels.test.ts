import { expect, test } from "vitest";
import { gravest, overviewPixels, type Rgba } from "../../../webview/model/overviewPixels.ts";

const PALETTE = Array.from({ length: 6 }, (_, i): Rgba => [i * 10, 0, 0, 255]);
/** Rows of the picture as the red of each pixel, 0 where nothing is drawn. */
const reds = (pixels: Uint8ClampedArray, width: number) =>
	Array.from({ length: pixels.length / 4 / width }, (_, y) =>
		Array.from({ length: width }, (_, x) => pixels[(y * width + x) * 4]),
	);

test("the graver the class, the longer the bar", () => {
	expect(reds(overviewPixels(Uint8Array.of(0, 2, 5), 5, 3, PALETTE), 5)).toEqual([
		[0, 0, 0, 0, 0],
		[20, 20, 0, 0, 0],
		[50, 50, 50, 50, 50],
	]);
});

test("of cells finer than a pixel the gravest is seen", () => {
	const classes = new Uint8Array(1000);
	classes[501] = 5;
	expect(reds(overviewPixels(classes, 1, 4, PALETTE), 1)).toEqual([[0], [0], [50], [0]]);
});

test("cells coarser than a pixel are drawn as tall as they are", () => {
	expect(reds(overviewPixels(Uint8Array.of(0, 5), 1, 6, PALETTE), 1)).toEqual([[0], [0], [0], [50], [50], [50]]);
});

test("nothing is drawn of nothing", () => {
	expect([...overviewPixels(new Uint8Array(0), 2, 2, PALETTE)].every((value) => value === 0)).toBe(true);
	expect(gravest(Uint8Array.of(9), 0, 1)).toBe(5);
});
