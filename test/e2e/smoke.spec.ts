/** The window comes up with the extension in it, and the gestures of codeWindow.ts work in it. */
import { expect, explorerItem, openFile, runCommand, screenshot, test } from "./codeWindow.ts";

test("the installed extension is active and the workspace is open", async ({ code }) => {
	await expect(explorerItem(code, "letter.md")).toBeVisible();
	await openFile(code, "letter.md");
	await expect(code.locator(".monaco-editor .view-lines")).toContainText("Dear reader");
	await screenshot(code, "window");
});

test("the palette lists our commands under our name", async ({ code }) => {
	await code.keyboard.press("F1");
	await code.locator(".quick-input-widget input").first().fill(">Palimpsest");
	await expect(code.locator(".quick-input-list .monaco-list-row", { hasText: /^Palimpsest: / }).first()).toBeVisible();
	await code.keyboard.press("Escape");
	await runCommand(code, "View: Show Explorer");
});
