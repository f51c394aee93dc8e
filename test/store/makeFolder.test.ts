import { existsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../src/store/makeFolder.ts";
import { openStore } from "../../src/store/openStore.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

test("makes every level that is missing, with the mode asked for, and is content with what is there", () => {
	const folder = join(temporaryFolder(), "a", "b", "c");
	makeFolder(folder, 0o700);
	makeFolder(folder);
	expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test("a file or a link that leads nowhere in the way is said, not waited for", () => {
	const home = temporaryFolder();
	writeFileSync(join(home, "file"), "");
	symlinkSync(join(home, "nowhere"), join(home, "link"));
	const code = (name: string) => {
		try {
			makeFolder(join(home, name));
		} catch (error) {
			return (error as NodeJS.ErrnoException).code;
		}
		return undefined;
	};
	expect(code("file")).toBe("ENOTDIR");
	expect(code("file/deeper")).toBe("ENOTDIR");
	expect(code("link")).toBe("EEXIST");
});

// Node's recursive mkdir never comes back from here.
test.runIf(existsSync("/proc/self"))("a store where no folder can be made is refused in one sentence", () => {
	expect(() => openStore("/proc/palimpsest/store")).toThrow(
		"The store folder /proc/palimpsest/store cannot be written.",
	);
});
