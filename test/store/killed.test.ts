import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/openStore.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

/** Starts a writer, lets it write its first batch and then `ms` more, kills it, and says the last batch it reported. */
async function killedWriter(folder: string, name: string, ms: number): Promise<number> {
	const child = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), folder, name], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	let said = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		said += text;
	});
	const ended = once(child, "close").then(([code]) => Promise.reject(new Error(`The writer ended with ${code}.`)));
	await Promise.race([once(child.stdout, "data"), ended]);
	ended.catch(() => {});
	await sleep(ms);
	child.kill("SIGKILL");
	await once(child, "close");
	return Number(said.trim().split("\n").at(-1));
}

test("two writers killed at any moment leave a whole store, every reported batch in it, their runs interrupted", async () => {
	const folder = temporaryFolder();
	for (const ms of [3, 31, 57]) {
		const names = [`first ${ms}`, `second ${ms}`];
		const last = await Promise.all(names.map((name, at) => killedWriter(folder, name, ms + at * 11)));
		const store = openStore(folder);
		for (const [at, name] of names.entries()) {
			const keys = Array.from({ length: ((last[at] ?? 0) + 1) * 20 }, (_, i) => `${name} ${i}`);
			expect(store.answers.read(keys).size).toBe(keys.length);
			expect(store.runs.find(name)?.state).toBe("interrupted");
		}
		store.close();
	}
	const database = new DatabaseSync(join(folder, "palimpsest.db"));
	expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
	const half = database.prepare("SELECT count(*) % 20 AS part FROM answers").get();
	expect(half?.["part"]).toBe(0);
	database.close();
});
