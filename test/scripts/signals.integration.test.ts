/** What the door of every npm script owes the command behind it: signals, exit codes, and an end with its parent. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const AUDIT = ["audit", "demo/forget", "--model", "demo/models/unlearned.gguf", "--retain", "demo/retain"];

let home: string;
beforeAll(() => {
	home = mkdtempSync(join(tmpdir(), "palimpsest-signals-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Starts an audit through `command` and gives the pids of its process group once the run has begun. */
async function audit(name: string, command: readonly string[]) {
	const store = join(home, name);
	const [file = "", ...args] = [...command, ...AUDIT, "--store", store, "--out", join(home, "out")];
	// A group of its own, so that whatever is left of it can be counted.
	const child = spawn(file, args, { cwd: ROOT, detached: true, stdio: ["ignore", "ignore", "pipe"] });
	const { pid } = child;
	if (pid === undefined) throw new Error(`${file} did not start`);
	let stderr = "";
	const begun = new Promise<void>((resolve) => {
		child.stderr?.on("data", (chunk) => {
			stderr += chunk;
			if (/^Run /m.test(stderr)) resolve();
		});
	});
	const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
	await begun;
	return { pid, ended, said: () => stderr };
}

async function groupIsEmpty(group: number, withinMs: number): Promise<boolean> {
	for (const until = Date.now() + withinMs; Date.now() < until; ) {
		try {
			process.kill(-group, 0);
		} catch {
			return true;
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	return false;
}

// A Node of another version starts the one that belongs to the repository: two processes, as for most users.
const other = "/usr/bin/node";
const doors = [process.execPath, ...(existsSync(other) ? [other] : [])];

for (const door of doors) {
	test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
		`${door} scripts/run.mjs ends by %s alone, cleanly`,
		async (signal) => {
			const { pid, ended, said } = await audit(`${doors.indexOf(door)}-${signal}`, [
				door,
				"scripts/run.mjs",
				"palimpsest",
			]);
			process.kill(pid, signal);
			expect(await ended, said()).toBe(130);
			expect(said()).toContain("What was measured is kept");
			expect(await groupIsEmpty(pid, 2_000)).toBe(true);
		},
		60_000,
	);
}

test.each(["SIGTERM", "SIGKILL"] as const)(
	"no audit outlives an npm that was ended by %s",
	async (signal) => {
		const { pid, said } = await audit(`npm-${signal}`, ["npm", "run", "-s", "palimpsest", "--"]);
		process.kill(pid, signal);
		// 2 s are promised; a busy machine may need longer, an audit that goes on would take far longer.
		expect(await groupIsEmpty(pid, 5_000), said()).toBe(true);
	},
	60_000,
);
