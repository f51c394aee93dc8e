import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { htmlReport } from "../../src/core/report/htmlReport.ts";
import { auditResult, documentResult, EXTRAS, evidence, leak } from "../core/report/auditResultBuilder.ts";
import { expectAccessible } from "./expectAccessible.ts";
import { SCREENSHOTS } from "./webviewPage.ts";

/** Opens a report as a person does: a file from the disk. */
async function open(page: Page, text: string): Promise<readonly string[]> {
	const seen: string[] = [];
	page.on("console", (message) => seen.push(message.text()));
	page.on("dialog", (dialog) => {
		seen.push(`dialog ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on("request", (request) => {
		if (!request.url().startsWith("file:")) seen.push(request.url());
	});
	const file = join(mkdtempSync(join(tmpdir(), "palimpsest-report-")), "report.html");
	writeFileSync(file, text);
	await page.goto(pathToFileURL(file).href);
	return seen;
}

for (const [name, width, scheme] of [
	["wide", 1200, "light"],
	["narrow", 400, "light"],
	["dark", 1200, "dark"],
] as const) {
	test(`the report reads well: ${name}`, async ({ page }) => {
		await page.setViewportSize({ width, height: 900 });
		await page.emulateMedia({ colorScheme: scheme });
		const seen = await open(page, htmlReport(auditResult(), EXTRAS));
		const closed = page.locator("details:not([open]) > summary");
		while ((await closed.count()) > 0) await closed.first().click();
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
		await page.screenshot({ path: join(SCREENSHOTS, `report-${name}.png`), fullPage: true });
		expect(seen).toEqual([]);
		await expectAccessible(page);
	});
}

test("a printed report holds what the screen had folded away", async ({ page }) => {
	await open(page, htmlReport(auditResult(), EXTRAS));
	// The gravest documents stand open; a reader may fold them, and paper has no summary to click.
	const folded = page.locator(".heat");
	await page.locator("details:has(.heat) > summary").first().click();
	await expect(folded).toBeHidden();
	await page.emulateMedia({ media: "print" });
	await expect(folded).toBeVisible();
	await expect(page.locator(".evidence").first()).toBeVisible();
	await page.screenshot({ path: join(SCREENSHOTS, "report-print.png"), fullPage: true });
});

test("a hostile document runs nothing and loads nothing", async ({ page }) => {
	const hostile = `</pre></details><img src="http://127.0.0.1:1/x" onerror="alert(1)"><script>alert(2)</script>`;
	const found = leak({ text: hostile, message: hostile, evidence: [evidence({ prompt: hostile, produced: hostile })] });
	const result = auditResult({ documents: [documentResult({ path: hostile, leaks: [found] })] });
	const track = { text: hostile, starts: [0], ends: [hostile.length], classes: [5] };
	const seen = await open(page, htmlReport(result, { documents: new Map([[hostile, track]]) }));
	expect(await page.locator("img, script").count()).toBe(0);
	await expect(page.locator(".heat")).toHaveText(hostile);
	expect(seen).toEqual([]);
});
