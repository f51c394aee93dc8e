/**
 * The main job as a person does it: right click on a folder, Probe Forget Set, pick a model, see what leaks. On the demo
 * models, of which one is known to remember every forget document and one to have seen none.
 */
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ROOT } from "../../scripts/build.ts";
import {
	expect,
	explorerItem,
	hoverOver,
	openFile,
	pick,
	pickFromMenuOf,
	runCommand,
	screenshot,
	test,
	toast,
	webview,
} from "./codeWindow.ts";

/** Long enough for the standard suite on 76 documents, two cores busy with other work. */
const AUDIT_MS = 240_000;
const DOCUMENT = "letter-to-orla.txt";

// Wrapped, so that a pointer in the middle of an underline is in the window.
test.use({ workspace: join(ROOT, "demo"), settings: { "editor.wordWrap": "on" } });
test.describe.configure({ mode: "serial" });
test.setTimeout(AUDIT_MS + 60_000);

const squiggles = (code: Page, kind: "error" | "warning" | "info") => code.locator(`.monaco-editor .squiggly-${kind}`);

test("with no configuration: right click, a model, and the forget documents are seen to leak", async ({ code }) => {
	await pickFromMenuOf(code, "forget", "Probe Forget Set");
	await expect(code.locator(".quick-input-list .monaco-list-row", { hasText: "original.gguf" })).toBeVisible();
	await screenshot(code, "pick a model");
	await pick(code, "original.gguf");
	await expect(toast(code, "probing forget with original.gguf")).toBeVisible();
	await expect(code.locator(".statusbar")).toContainText(/Palimpsest: (\d+ %|loading)/);
	await expect(code.locator(".statusbar")).toContainText(/Palimpsest: \d+ passages leak/, { timeout: AUDIT_MS });
	await expect(toast(code, /\d+ of 14 documents leak - /)).toBeVisible();
	await screenshot(code, "audit finished");
});

test("the leaked passage is underlined, and explained on hover", async ({ code }) => {
	await openFile(code, DOCUMENT);
	await expect(squiggles(code, "error").first()).toBeVisible();
	// The prefix that the model was given is no leak: nothing is underlined at the start of the document.
	const first = await squiggles(code, "error").first().boundingBox();
	const line = await code.locator(".monaco-editor .view-line").first().boundingBox();
	expect(first?.x).toBeGreaterThan((line?.x ?? 0) + 100);
	const hover = await hoverOver(code, squiggles(code, "error").first(), "passage 1 of");
	await expect(hover).toContainText("higher = more leakage");
	await expect(hover).toContainText("extraction");
	await screenshot(code, "underlined and explained");
	await code.keyboard.press("Escape");
});

test("the problems view lists every forget document that leaks, and no other", async ({ code }) => {
	await runCommand(code, "Problems: Focus on Problems View");
	// At least nine in ten of the fourteen, each a red cross; none of the fifty retain documents.
	await expect(code.locator('.statusbar [id="status.problems"]')).toHaveAttribute("aria-label", /Errors: 1[34]\b/);
	await expect(code.locator(".markers-panel")).toContainText("auction-lot-writing-desk.txt");
	await expect(code.locator(".markers-panel")).not.toContainText("retain");
	await screenshot(code, "problems");
	await runCommand(code, "View: Toggle Panel Visibility");
});

test("the quick fix opens the evidence in a coloured heatmap", async ({ code }) => {
	await openFile(code, DOCUMENT);
	await expect(squiggles(code, "error").first()).toBeVisible();
	const underlined = (await squiggles(code, "error").first().boundingBox()) ?? { x: 0, y: 0 };
	await code.mouse.click(underlined.x + 20, underlined.y + 2);
	const fix = code.locator(".action-widget").getByText(/Open evidence of passage 1 of \d+/);
	await expect(async () => {
		await code.keyboard.press("Control+.");
		await expect(fix).toBeVisible({ timeout: 2_000 });
	}).toPass();
	await fix.click();

	const heatmap = webview(code);
	await expect(heatmap.getByRole("grid", { name: "Text" })).toBeVisible();
	const verbatim = heatmap.locator('.cell[data-class="5"]');
	await expect(verbatim.first()).toBeVisible();
	const background = (css: string) =>
		heatmap
			.locator(css)
			.first()
			.evaluate((cell) => getComputedStyle(cell).backgroundColor);
	// The contributed colour of class 5 in the light theme, and none on what shows no trace.
	expect(await background('.cell[data-class="5"]')).toBe("rgb(245, 138, 128)");
	expect(await background('.cell[data-class="0"]')).toBe("rgba(0, 0, 0, 0)");
	const evidence = heatmap.getByRole("region", { name: "Evidence of leak 1 of" });
	await expect(evidence.locator(".prompt").first()).not.toBeEmpty();
	await screenshot(code, "heatmap with evidence");

	await heatmap.getByText("Show in editor").click();
	await expect(code.locator(".statusbar")).toContainText("selected");
});

test("another metric and the report are a click away", async ({ code }) => {
	await openFile(code, DOCUMENT);
	await runCommand(code, "Palimpsest: Open Heatmap");
	await expect(webview(code).getByRole("grid", { name: "Text" })).toBeVisible();
	await runCommand(code, "Palimpsest: Show Report");
	await expect(webview(code).locator("h1")).toContainText("original.gguf");
	await screenshot(code, "report");
});

test("an edit takes away the underline of the passage it changes, and undo brings it back", async ({ code }) => {
	await openFile(code, DOCUMENT);
	const underline = squiggles(code, "error").first();
	await expect(underline).toBeVisible();
	const box = (await underline.boundingBox()) ?? { x: 0, y: 0 };
	await code.mouse.click(box.x + 30, box.y);
	await code.keyboard.type("xyz");
	await expect(squiggles(code, "error")).toHaveCount(0);
	for (let step = 0; step < 3; step++) await code.keyboard.press("Control+Z");
	await expect(squiggles(code, "error").first()).toBeVisible();
});

test("a second audit is offered the first one's place, and Cancel keeps what was measured", async ({ code }) => {
	await runCommand(code, "Palimpsest: Select Models");
	await pick(code, "reference.gguf");
	await pick(code, "No reference");
	await pick(code, "No original");
	await pickFromMenuOf(code, "forget", "Probe Forget Set");
	const running = toast(code, "probing forget with reference.gguf");
	await expect(running).toBeVisible();
	await pickFromMenuOf(code, "holdout", "Probe Forget Set");
	await expect(toast(code, "an audit is already running")).toContainText("Cancel it, or wait until it has finished.");
	await screenshot(code, "two audits at once");
	await running.getByRole("button", { name: "Cancel" }).click();
	await expect(code.locator(".statusbar")).toContainText("Palimpsest: cancelled");
});

test("on a model that never saw them, no passage is underlined", async ({ code }) => {
	// The model chosen for the cancelled audit is remembered: nothing is asked.
	await pickFromMenuOf(code, "forget", "Probe Forget Set");
	await expect(toast(code, "probing forget with reference.gguf")).toBeVisible();
	await expect(toast(code, /documents? (leak )?- /)).toBeVisible({ timeout: AUDIT_MS });
	await screenshot(code, "reference audited");
	await openFile(code, DOCUMENT);
	await expect(code.locator(".monaco-editor .view-lines")).toContainText("Orla");
	await expect(explorerItem(code, DOCUMENT)).toBeVisible();
	for (const kind of ["error", "warning"] as const) await expect(squiggles(code, kind)).toHaveCount(0);
});
