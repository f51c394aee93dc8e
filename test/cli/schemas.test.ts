import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schemaFiles } from "../../src/cli/contracts/schemas.ts";

const FOLDER = join(import.meta.dirname, "../../schemas");

test.each([...schemaFiles()])("schemas/%s is what the source says", (name, wanted) => {
	const file = join(FOLDER, name);
	if (process.env["UPDATE_SCHEMAS"]) {
		mkdirSync(FOLDER, { recursive: true });
		writeFileSync(file, wanted);
	}
	expect(readFileSync(file, "utf8")).toBe(wanted);
});
