import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";

const GOLDEN = join(import.meta.dirname, "../../golden");

/**
 * Compares a text with `test/golden/NAME`, run ids and times normalised. `PALIMPSEST_ACCEPT=1` writes what came out
 * instead: look at the difference before you commit it.
 */
export function expectGolden(name: string, text: string): void {
	const file = join(GOLDEN, name);
	const normalised = text
		.replace(/\br-[\w-]+\b/g, "RUN")
		.replace(/\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z| \d\d:\d\d UTC)/g, "TIME");
	if (process.env.PALIMPSEST_ACCEPT) {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, normalised);
	}
	if (!existsSync(file)) throw new Error(`${name} does not exist yet; PALIMPSEST_ACCEPT=1 writes it`);
	expect(normalised).toBe(readFileSync(file, "utf8"));
}
