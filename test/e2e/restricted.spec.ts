/** A folder that nobody trusts: its model files are not touched, and the reason is one sentence. */
import { join } from "node:path";
import { test } from "@playwright/test";
import { ROOT } from "../../scripts/build.ts";
import { VSIX_UNDER_TEST } from "../../scripts/vsix.ts";
import { startServer } from "./codeServer.ts";
import { contextMenu, expect, explorerItem, runCommand, screenshot, toast } from "./codeWindow.ts";

test("a restricted workspace gets one sentence, and no model is loaded", async ({ browser }) => {
	const server = await startServer({
		workspace: join(ROOT, "test/e2e/workspace"),
		vsix: VSIX_UNDER_TEST,
		restricted: true,
	});
	try {
		const code = await browser.newPage({ viewport: { width: 1400, height: 900 } });
		await code.goto(`${server.url}/?folder=${encodeURIComponent(server.workspace)}`);
		await expect(code.locator(".statusbar")).toContainText("Palimpsest", { timeout: 60_000 });
		await expect(code.locator(".statusbar")).toContainText("Restricted Mode");

		await explorerItem(code, "letter.md").click({ button: "right" });
		await expect(contextMenu(code)).toBeVisible();
		await expect(contextMenu(code).locator(".action-item", { hasText: "Probe Forget Set" })).toHaveCount(0);
		await code.keyboard.press("Escape");

		await runCommand(code, "Palimpsest: Audit Document");
		const answer = toast(code, "Palimpsest loads no model in a restricted workspace");
		await expect(answer).toContainText("Trust this folder, then run the command again.");
		await screenshot(code, "restricted workspace");
		await code.close();
	} finally {
		await server.stop();
	}
});
