/**
 * The `code` fixture: one booted VS Code window for each Playwright worker, and the gestures that tests share.
 *
 * Booting costs about ten seconds and a test in a booted window one to four, so the window is shared and `tidy` puts it
 * back between tests. A test that needs a first start uses `startServer` itself; one that needs other settings or
 * another workspace says so with `test.use({ settings, workspace })` at the top of its file.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test as base, expect, type FrameLocator, type Locator, type Page } from "@playwright/test";
import { ROOT } from "../../scripts/build.ts";
import { VSIX_UNDER_TEST } from "../../scripts/vsix.ts";
import { type CodeServer, startServer } from "./codeServer.ts";

/** What the extension shows in the status bar once it is active. */
const READY = /Palimpsest/;

export interface WindowOptions {
	/** Folder that the window opens a copy of. */
	workspace: string;
	settings: Readonly<Record<string, unknown>>;
}

export const test = base.extend<{ tidy: undefined }, WindowOptions & { server: CodeServer; code: Page }>({
	workspace: [join(ROOT, "test/e2e/workspace"), { option: true, scope: "worker" }],
	settings: [{}, { option: true, scope: "worker" }],

	server: [
		async ({ workspace, settings }, use) => {
			const server = await startServer({ workspace, settings, vsix: VSIX_UNDER_TEST });
			try {
				await use(server);
			} finally {
				await server.stop();
			}
		},
		{ scope: "worker", timeout: 90_000 },
	],

	code: [
		async ({ browser, server }, use) => {
			const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
			await page.goto(`${server.url}/?folder=${encodeURIComponent(server.workspace)}`);
			// The workbench is up long before we are; what the user waits for is our own item.
			await expect(page.locator(".statusbar"), server.log().slice(-2_000)).toContainText(READY, { timeout: 60_000 });
			await use(page);
			await page.close();
		},
		{ scope: "worker", timeout: 90_000 },
	],

	tidy: [
		async ({ code }, use, info) => {
			await use(undefined);
			if (info.status !== info.expectedStatus) await screenshot(code, `failed ${info.title}`);
			await runCommand(code, "Notifications: Clear All Notifications");
			await runCommand(code, "View: Close All Editors");
		},
		{ auto: true },
	],
});
export { expect };

/** Keeps a picture of the window under test-results/screenshots/. */
export async function screenshot(code: Page, name: string): Promise<string> {
	const folder = join(ROOT, "test-results/screenshots");
	mkdirSync(folder, { recursive: true });
	const path = join(folder, `${name.replaceAll(/[^\w]+/g, "-").toLowerCase()}.png`);
	await code.screenshot({ path });
	return path;
}

/** Runs a command by its palette title. F1 is pressed again until the box opens: a busy window drops keys. */
export async function runCommand(code: Page, title: string): Promise<void> {
	const box = code.locator(".quick-input-widget input").first();
	await expect(async () => {
		await code.keyboard.press("Escape");
		await code.keyboard.press("F1");
		await expect(box).toBeVisible({ timeout: 2_000 });
	}).toPass({ timeout: 20_000 });
	await box.fill(`>${title}`);
	await code.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
}

/** Answers a pick or an input box that is open. */
export async function pick(code: Page, label: string | RegExp): Promise<void> {
	await code.locator(".quick-input-list .monaco-list-row", { hasText: label }).first().click();
}

export const explorerItem = (code: Page, name: string): Locator =>
	code.locator(".explorer-folders-view [role=treeitem]", { hasText: name }).first();

export const contextMenu = (code: Page): Locator => code.locator(".context-view .monaco-menu");

/**
 * Picks from the context menu of an explorer item. A window that has just opened may not know yet what extensions add to its
 * menus: the menu is opened again until the entry is there. And a menu ignores clicks in its first tenth of a second: click
 * until it closes.
 */
export async function pickFromMenuOf(code: Page, name: string, title: string): Promise<void> {
	const entry = contextMenu(code).locator(".action-item", { hasText: title });
	await expect(async () => {
		await code.keyboard.press("Escape");
		await explorerItem(code, name).click({ button: "right" });
		await expect(entry).toBeVisible({ timeout: 2_000 });
	}).toPass({ timeout: 60_000 });
	await expect(async () => {
		if (await entry.isVisible()) await entry.click({ timeout: 2_000 });
		await expect(entry).toBeHidden({ timeout: 500 });
	}).toPass({ timeout: 15_000 });
}

/** Opens a file in an editor, by its name in the explorer or by a path in the workspace. */
export async function openFile(code: Page, path: string): Promise<void> {
	const box = code.locator(".quick-input-widget input").first();
	await expect(async () => {
		await code.keyboard.press("Escape");
		await code.keyboard.press("Control+P");
		await expect(box).toBeVisible({ timeout: 2_000 });
	}).toPass({ timeout: 20_000 });
	await box.fill(path);
	const name = path.split("/").at(-1)!;
	await code.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
	await expect(code.locator(".tabs-container .tab", { hasText: name })).toBeVisible();
}

/** A webview's document is two iframes deep; `.ready` marks those whose content has loaded. */
export const webview = (code: Page): FrameLocator =>
	code.frameLocator("iframe.webview.ready").last().frameLocator("iframe#active-frame");

/** Hovers until the hover shows. The editor drops the first mouse move after it opens: leave and come back. */
export async function hoverOver(code: Page, target: Locator, text: string | RegExp): Promise<Locator> {
	const hover = code.locator(".monaco-hover:visible", { hasText: text }).first();
	await expect(async () => {
		const box = (await target.boundingBox())!;
		await code.mouse.move(box.x + 400, box.y + 200);
		await code.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 8 });
		await expect(hover).toBeVisible({ timeout: 2_500 });
	}).toPass({ timeout: 20_000 });
	return hover;
}

export const toast = (code: Page, text: string | RegExp): Locator =>
	code.locator(".notifications-toasts .notification-toast", { hasText: text });
