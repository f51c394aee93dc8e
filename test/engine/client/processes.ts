import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether a process runs: one that nobody has asked after its death is dead, too. */
export function isAlive(id: number): boolean {
	try {
		process.kill(id, 0);
		return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, "utf8"));
	} catch {
		return false;
	}
}

export async function goneWithin(id: number, milliseconds: number): Promise<boolean> {
	for (const end = Date.now() + milliseconds; Date.now() < end; await sleep(20)) if (!isAlive(id)) return true;
	return !isAlive(id);
}
