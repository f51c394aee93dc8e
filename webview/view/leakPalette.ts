import type { Rgba } from "../model/overviewPixels.ts";

/** The theme's six strip colours as numbers. Only the browser can resolve `var` and `color-mix`, so it is asked. */
export function leakPalette(beside: HTMLElement): readonly Rgba[] {
	const probe = document.createElement("i");
	beside.after(probe);
	const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	const palette = Array.from({ length: 6 }, (_, leakClass): Rgba => {
		if (!context) return [128, 128, 128, 255];
		probe.style.color = `var(--strip${leakClass})`;
		context.fillStyle = getComputedStyle(probe).color;
		context.clearRect(0, 0, 1, 1);
		context.fillRect(0, 0, 1, 1);
		const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
		return [red, green, blue, alpha];
	});
	probe.remove();
	return palette;
}
