import { join } from "node:path";
import { SCREENSHOTS, test } from "./webviewPage.ts";

// To be looked at: themes and widths a person meets. What must hold is asserted in the other files.
for (const theme of ["light", "dark", "high-contrast", "high-contrast-light"] as const) {
	for (const [name, width, height] of [
		["wide", 1280, 820],
		["narrow", 400, 860],
	] as const) {
		test(`${theme}, ${name}`, async ({ openHeatmap }) => {
			const page = await openHeatmap({ theme, width, height });
			await page.screenshot({ path: join(SCREENSHOTS, `heatmap-${theme}-${name}.png`) });
			await page.keyboard.press("n");
			await page.locator(".finding").first().waitFor();
			await page.screenshot({ path: join(SCREENSHOTS, `heatmap-${theme}-${name}-evidence.png`) });
		});
	}
}

test("states", async ({ openHeatmap }) => {
	for (const [name, query] of [
		["empty", { case: "empty" }],
		["failing", { case: "failing" }],
	] as const) {
		const page = await openHeatmap({ theme: "dark", width: 640, height: 420, early: true, query });
		await page.locator(".blank h1").waitFor();
		await page.screenshot({ path: join(SCREENSHOTS, `heatmap-${name}.png`) });
	}
});
