import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PROBES } from "../../core/probes/registry.ts";

// The bundle lies in dist/, the source in src/server/words/; the pages ship with either.
const FOLDERS = [join(import.meta.dirname, "../docs/probes"), join(import.meta.dirname, "../../../docs/probes")];

/** file: URI of the page that explains a probe's family; undefined where the pages were not shipped. */
export function documentationOf(probe: string): string | undefined {
	const family = PROBES.find(({ id }) => id === probe)?.family;
	if (!family) return undefined;
	const page = FOLDERS.map((folder) => join(folder, `${family}.md`)).find((file) => existsSync(file));
	return page && pathToFileURL(page).href;
}
