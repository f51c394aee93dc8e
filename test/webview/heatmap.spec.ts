import type { Page } from "@playwright/test";
import { SyntheticDocument } from "./syntheticDocument.ts";
import { expect, test } from "./webviewPage.ts";

const classesShown = (page: Page) =>
	page
		.locator(".cell[data-class]")
		.evaluateAll((cells) => [...new Set(cells.map((cell) => (cell as HTMLElement).dataset.class))].sort());
const calls = (page: Page, method: string) =>
	page.evaluate(
		(name) => window.fakeEditor.calls.filter((call) => call.method === name).map((call) => call.args),
		method,
	);

/** A dropdown of the kit is chosen from as a person does. */
async function choose(page: Page, label: string, option: RegExp): Promise<void> {
	await page.getByRole("combobox", { name: label }).click();
	await page.getByRole("option", { name: option }).click();
}

test("shows the document's own text, coloured by class", async ({ openHeatmap }) => {
	const page = await openHeatmap();
	const source = new SyntheticDocument(3000);
	const cells = await page.locator(".cell[data-class]").evaluateAll((all) =>
		all.map((cell) => {
			const { start, end, class: leakClass } = (cell as HTMLElement).dataset;
			return {
				start: Number(start),
				end: Number(end),
				leakClass: Number(leakClass),
				text: cell.firstChild?.textContent,
			};
		}),
	);
	expect(cells.length).toBeGreaterThan(10);
	for (const { start, end, text, leakClass } of cells) {
		expect(text).toBe(source.text.slice(start, end).replaceAll("\n", " "));
		const token = source.starts.findLastIndex((at) => at <= start);
		expect(leakClass).toBe(source.classes[token]);
	}
	const background = (leakClass: number) =>
		page
			.locator(`.cell.c${leakClass}`)
			.first()
			.evaluate((cell) => getComputedStyle(cell).backgroundColor);
	expect(await background(5)).not.toBe(await background(3));
});

test("another metric and another model are other colours", async ({ openHeatmap }) => {
	const page = await openHeatmap();
	await choose(page, "Model", /Reference/);
	await expect.poll(() => classesShown(page)).toEqual(["0"]);
	await choose(page, "Metric", /Rank/);
	await choose(page, "Model", /Target/);
	await expect.poll(() => classesShown(page)).toEqual(["0", "1", "2", "3", "4", "5"]);
	await expect(page.locator(".legend")).toContainText("first choice");
	expect((await calls(page, "tile")).at(-1)).toEqual([expect.objectContaining({ role: "target", metric: "rank" })]);
	expect((await calls(page, "overview")).at(-1)?.slice(0, 2)).toEqual(["target", "rank"]);
});

test("opens 100,000 tokens by pulling only the rows in view", async ({ openHeatmap }, testInfo) => {
	const page = await openHeatmap({ query: { tokens: "100000" } });
	// From the page's own clock: what passed from the start of its script to the first coloured cell.
	const started = await page.evaluate(() => performance.getEntriesByName("webview-start")[0]?.startTime ?? 0);
	const painted = await page.evaluate(() => performance.getEntriesByName("webview-text")[0]?.startTime ?? Number.NaN);
	const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
	const figures = `100,000 tokens: text ${Math.round(painted - started)} ms after the script, ${nodes} elements`;
	testInfo.annotations.push({ type: "measured", description: figures });
	console.log(figures);
	expect(nodes).toBeLessThan(2500);
	const tiles = (await calls(page, "tile")).map(([request]) => request as { firstRow: number; endRow: number });
	expect(tiles.every(({ firstRow, endRow }) => endRow - firstRow <= 200)).toBe(true);
	expect(tiles.length).toBeLessThanOrEqual(2);
});

test("a jump to the end skips what lies between", async ({ openHeatmap }) => {
	const page = await openHeatmap({ query: { tokens: "100000" } });
	const before = (await calls(page, "tile")).length;
	await page.getByRole("scrollbar", { name: /Overview/ }).focus();
	await page.keyboard.press("End");
	const rows = Number(await page.getByRole("grid").getAttribute("aria-rowcount"));
	await expect(page.locator(`.cell[data-row="${rows - 1}"]`).first()).toBeInViewport();
	expect((await calls(page, "tile")).length - before).toBeLessThanOrEqual(2);
	expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(2500);
});

test("tiles that left the view before they were asked for are never asked for", async ({ openHeatmap }) => {
	const page = await openHeatmap({ query: { tokens: "100000", case: "slow" } });
	await page.locator(".scroller").evaluate(async (element) => {
		for (let share = 1; share <= 20; share++) {
			element.scrollTop = (element.scrollHeight * share) / 20;
			await new Promise(requestAnimationFrame);
		}
	});
	const rows = Number(await page.getByRole("grid").getAttribute("aria-rowcount"));
	await expect(page.locator(`.cell[data-row="${rows - 1}"]`).first()).toBeInViewport();
	expect((await calls(page, "tile")).length).toBeLessThan(10);
});

test("the overview shows where the leaks are and scrolls there by a click", async ({ openHeatmap }) => {
	const page = await openHeatmap({ query: { tokens: "20000" } });
	const strip = page.getByRole("scrollbar", { name: /Overview/ });
	const painted = () =>
		page.locator(".overview canvas").evaluate((element) => {
			const canvas = element as HTMLCanvasElement;
			return canvas
				.getContext("2d")
				?.getImageData(0, 0, canvas.width, canvas.height)
				.data.some((value) => value > 0);
		});
	await expect.poll(painted).toBe(true);
	const box = await strip.boundingBox();
	if (!box) throw new Error("the strip has no box");
	await page.mouse.click(box.x + 10, box.y + box.height * 0.75);
	const rows = Number(await page.getByRole("grid").getAttribute("aria-rowcount"));
	const middle = Math.round(rows * 0.75);
	await expect(page.locator(`.cell[data-row="${middle}"]`).first()).toBeInViewport();
});

test("evidence: prompt, expected, produced, and the models' numbers side by side", async ({ openHeatmap }) => {
	const page = await openHeatmap();
	const leak = new SyntheticDocument(3000).leak(0);
	await page.getByRole("option").first().click();
	const finding = page.locator(".finding");
	await expect(finding).toHaveCount(2);
	await expect(finding.first().locator("pre").nth(0)).toHaveText(leak.evidence[0]?.prompt ?? "", {
		useInnerText: false,
	});
	await expect(finding.first()).toContainText("50-token prefix, 50-token suffix, T 1, top-k 40");
	const row = finding.first().getByRole("row", { name: /p_z/ });
	await expect(row).toContainText("higher = more leakage");
	await expect(row.getByRole("cell")).toHaveText(["0.98", "0.99", "3 × 10⁻³¹"]);
	await expect(finding.first().getByRole("columnheader")).toHaveText(["Metric", "target", "original", "reference"]);
	// What came back as expected is marked, the rest is not.
	await expect(finding.nth(1).locator("mark")).toHaveText(leak.evidence[1]?.expected.slice(0, 90) ?? "");
	await page.getByRole("button", { name: "Show in editor" }).click();
	await expect.poll(() => calls(page, "reveal")).toEqual([[leak.start, leak.end]]);
});

test("narrow: evidence takes the list's place and Escape gives it back", async ({ openHeatmap }) => {
	const page = await openHeatmap({ width: 400 });
	await expect(page.getByRole("listbox")).toBeVisible();
	await page.keyboard.press("n");
	await expect(page.locator(".finding").first()).toBeAttached();
	await expect(page.getByRole("listbox")).toBeHidden();
	await page.keyboard.press("Escape");
	await expect(page.getByRole("listbox")).toBeVisible();
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
});

test("remembers metric, model, place and leak", async ({ openHeatmap }) => {
	const first = await openHeatmap({ query: { tokens: "20000" } });
	await choose(first, "Metric", /Rank/);
	await first.keyboard.press("Escape");
	await first.locator(".scroller").focus();
	await first.getByRole("option").nth(2).click();
	await expect(first.locator(".finding").first()).toBeVisible();
	await first.waitForTimeout(200);
	const state = await first.evaluate(() => window.fakeEditor.state);
	expect(JSON.stringify(state)).not.toContain("Orla");
	const top = await first.locator(".scroller").evaluate((element) => element.scrollTop);
	const again = await openHeatmap({ query: { tokens: "20000", state: JSON.stringify(state) } });
	await expect(again.locator(".finding").first()).toBeVisible();
	await expect(again.locator(".legend")).toContainText("first choice");
	await expect.poll(() => again.locator(".scroller").evaluate((element) => element.scrollTop)).toBeCloseTo(top, -2);
});

test("refresh pulls again; another run drops the selection", async ({ openHeatmap }) => {
	const page = await openHeatmap();
	await page.keyboard.press("n");
	await expect(page.locator(".finding").first()).toBeVisible();
	await page.evaluate(() => {
		window.fakeEditor.setRun("r-2");
		window.fakeEditor.view.refresh();
	});
	await expect(page.locator(".finding")).toHaveCount(0);
	expect((await calls(page, "describe")).length).toBe(2);
});

test("the host can select a leak, and nonsense from outside is ignored", async ({ openHeatmap }) => {
	const page = await openHeatmap();
	await page.evaluate(() => {
		for (const message of [
			null,
			7,
			{ t: "q", m: "select", a: ["<img>"] },
			{ t: "q", m: "constructor", a: [] },
			{ t: "s", i: "none", r: 1 },
		]) {
			window.postMessage(message, "*");
		}
		window.fakeEditor.view.select(2);
	});
	await expect(page.getByRole("region", { name: "Evidence of leak 3 of 8" })).toBeVisible();
});

test("a failing host is said in its own words, and trying again works", async ({ openHeatmap }) => {
	const page = await openHeatmap({ early: true, query: { case: "failing" } });
	await expect(page.getByRole("alert")).toContainText("The run r-1 is no longer in the store. Run the audit again.");
	await page.evaluate(() => {
		window.fakeEditor.failing = false;
	});
	await page.getByRole("button", { name: "Try again" }).click();
	await expect(page.locator(".cell[data-class]").first()).toBeVisible();
});

test("a document without leaks says what that means", async ({ openHeatmap }) => {
	const page = await openHeatmap({ query: { leaks: "none", tokens: "20" } });
	await expect(page.locator(".leaks")).toContainText(
		"No evidence of residual knowledge of this document at this budget.",
	);
});

test("the word under the pointer is read out", async ({ openHeatmap }) => {
	const page = await openHeatmap();
	await page.locator(".cell.c5").first().hover();
	await expect(page.locator(".readout")).toHaveText(/class 5 · p_z 0\.977$/);
});

test("another width cuts other rows and keeps the place", async ({ openHeatmap }) => {
	const page = await openHeatmap({ query: { tokens: "20000" } });
	await page.locator(".scroller").evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
	await page.waitForTimeout(200);
	const offset = () =>
		page.locator(".scroller").evaluate((scroller) => {
			const top = scroller.getBoundingClientRect().top;
			const cell = [...scroller.querySelectorAll<HTMLElement>("[data-start]")].find(
				(each) => each.getBoundingClientRect().top >= top,
			);
			return Number(cell?.dataset.start);
		});
	const before = await offset();
	await page.setViewportSize({ width: 500, height: 800 });
	await expect.poll(async () => (await calls(page, "describe")).length).toBe(2);
	await page.waitForTimeout(300);
	expect(Math.abs((await offset()) - before)).toBeLessThan(1500);
});
