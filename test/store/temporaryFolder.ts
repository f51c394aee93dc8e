import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that lives as long as the test that asks for it. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(realpathSync(tmpdir()), "palimpsest-"));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}
