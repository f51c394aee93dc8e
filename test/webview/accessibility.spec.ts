import { expectAccessible } from "./expectAccessible.ts";
import type { ThemeName } from "./themes.ts";
import { expect, test } from "./webviewPage.ts";

for (const theme of ["light", "dark", "high-contrast", "high-contrast-light"] as const satisfies readonly ThemeName[]) {
	test(`axe finds nothing serious: ${theme}`, async ({ openHeatmap }) => {
		const page = await openHeatmap({ theme });
		await expectAccessible(page);
		await page.keyboard.press("n");
		await page.locator(".finding").first().waitFor();
		await expectAccessible(page);
	});
}

test("axe finds nothing serious: narrow, empty and failing", async ({ openHeatmap }) => {
	const narrow = await openHeatmap({ theme: "dark", width: 400 });
	await expectAccessible(narrow);
	for (const state of ["empty", "failing"]) {
		const page = await openHeatmap({ theme: "dark", early: true, query: { case: state } });
		await page.locator(".blank h1").waitFor();
		await expectAccessible(page);
	}
});

test("leak classes differ without colour", async ({ openHeatmap }) => {
	for (const theme of ["light", "high-contrast"] as const) {
		const page = await openHeatmap({ theme });
		const looks = await page.locator(".legend .swatch").evaluateAll((swatches) =>
			swatches.map((swatch) => {
				const style = getComputedStyle(swatch);
				const underline = [style.textDecorationLine, style.textDecorationStyle, style.textDecorationThickness].join(
					" ",
				);
				// Of the pattern only its form: colours would make two classes differ that look alike in grey.
				const pattern = `${style.backgroundImage.replace(/rgba?\([^)]*\)/g, "ink")} ${style.backgroundSize}`;
				const negative = style.color === getComputedStyle(document.body).backgroundColor;
				return `${underline} ${pattern} ${negative}`;
			}),
		);
		expect(new Set(looks).size).toBe(6);
	}
});

test("rows are a grid with one tab stop, and arrows move it", async ({ openHeatmap }) => {
	const page = await openHeatmap();
	await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", /^\d{2,}$/);
	await expect(page.locator('.rows [tabindex="0"]')).toHaveCount(1);
	await page.locator('.rows [tabindex="0"]').focus();
	const focused = () => page.evaluate(() => ({ ...(document.activeElement as HTMLElement).dataset }));
	const start = await focused();
	expect(start.row).toBe("0");
	await page.keyboard.press("ArrowDown");
	expect((await focused()).row).toBe("1");
	await page.keyboard.press("End");
	const atEnd = await focused();
	await page.keyboard.press("ArrowRight");
	expect((await focused()).row).toBe("2");
	await page.keyboard.press("ArrowLeft");
	expect(await focused()).toEqual(atEnd);
	await page.keyboard.press("Control+End");
	const rows = Number(await page.getByRole("grid").getAttribute("aria-rowcount"));
	await expect.poll(async () => (await focused()).row).toBe(String(rows - 1));
	await expect(page.locator('.rows [tabindex="0"]')).toHaveCount(1);
});

test("focus survives scrolling the focused row away", async ({ openHeatmap }) => {
	const page = await openHeatmap({ query: { tokens: "20000" } });
	await page.locator('.rows [tabindex="0"]').focus();
	await page.locator(".scroller").evaluate((element) => element.scrollTo(0, element.scrollHeight));
	await expect(page.locator(".row").last()).toBeAttached();
	await page.waitForTimeout(200);
	expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.row)).toBe("0");
	await page.keyboard.press("ArrowDown");
	await expect(page.locator('.cell[data-row="1"]').first()).toBeInViewport();
});

test("n, p and Enter walk the leaks and say so", async ({ openHeatmap }) => {
	const page = await openHeatmap();
	const status = page.getByRole("status");
	await page.keyboard.press("n");
	await expect(status).toHaveText(/^Leak 1 of 8, error: /);
	await page.keyboard.press("n");
	// The next in the text, not the next by rank.
	await expect(status).toHaveText(/^Leak 4 of 8, warning: /);
	await page.keyboard.press("p");
	await expect(status).toHaveText(/^Leak 1 of 8, error: /);
	// Before the first comes the last: every third leak is a warning, and the eighth is the third of them.
	await page.keyboard.press("p");
	await expect(status).toHaveText(/^Leak 6 of 8, warning: /);
	await page.getByRole("listbox").focus();
	await page.keyboard.press("Home");
	await expect(page.getByRole("option", { selected: true })).toHaveAttribute("aria-posinset", "1");
	await page.keyboard.press("Enter");
	await expect(page.locator("#evidence")).toBeFocused();
});

test("Enter on a leaking word opens its evidence", async ({ openHeatmap }) => {
	const page = await openHeatmap();
	await page.locator(".cell.c5").first().focus();
	await page.keyboard.press("Enter");
	await expect(page.getByRole("region", { name: "Evidence of leak 1 of 8" })).toContainText("word for word");
});

test("honours reduced motion", async ({ openHeatmap }) => {
	const page = await openHeatmap({ bodyClass: "vscode-reduce-motion" });
	const moving = await page.evaluate(
		() =>
			[...document.querySelectorAll("*")].filter((element) => {
				const { transitionDuration, animationName } = getComputedStyle(element);
				return animationName !== "none" || /[1-9]/.test(transitionDuration);
			}).length,
	);
	expect(moving).toBe(0);
});
