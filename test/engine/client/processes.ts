import { setTimeout as sleep } from "node:timers/promises";

export function isAlive(id: number): boolean {
	try {
		process.kill(id, 0);
		return true;
	} catch {
		return false;
	}
}

export async function goneWithin(id: number, milliseconds: number): Promise<boolean> {
	for (const end = Date.now() + milliseconds; Date.now() < end; await sleep(20)) if (!isAlive(id)) return true;
	return !isAlive(id);
}
