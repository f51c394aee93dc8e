/** The language server is killed in the middle of an audit: one sentence, nothing left running, and the audit goes on. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../../scripts/build.ts";
import { expect, pick, pickFromMenuOf, screenshot, test, toast } from "./codeWindow.ts";

test.use({ workspace: join(ROOT, "demo") });
test.setTimeout(300_000);

/** Processes of this window, and of no other, that run a bundle of ours. */
function processesOf(home: string, bundle: string): number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			try {
				const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
				return command.includes(home) && command.includes(bundle);
			} catch {
				return false;
			}
		})
		.map(Number);
}

test("a killed server is said once, leaves no engine behind, and the same command finishes the audit", async ({
	code,
	server,
}) => {
	const home = dirname(server.workspace);
	await pickFromMenuOf(code, "forget", "Probe Forget Set");
	await pick(code, "original.gguf");
	await expect(code.locator(".statusbar")).toContainText(/Palimpsest: [1-9]\d? %/, { timeout: 60_000 });
	expect(processesOf(home, "engine.mjs").length).toBeGreaterThan(0);

	const [pid] = processesOf(home, "server.cjs");
	if (!pid) throw new Error("no language server runs");
	process.kill(pid, "SIGKILL");
	await expect(toast(code, "The language server stopped.")).toContainText("what was measured is kept");
	await expect(toast(code, "The language server stopped.")).toHaveCount(1);
	await expect.poll(() => processesOf(home, "engine.mjs"), { timeout: 10_000 }).toEqual([]);
	await screenshot(code, "server killed");

	await pickFromMenuOf(code, "forget", "Probe Forget Set");
	await expect(toast(code, /\d+ of 14 documents leak - /)).toBeVisible({ timeout: 240_000 });
});
