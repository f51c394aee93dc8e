import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { probeCatalogue } from "../../scripts/probeCatalogue.ts";

const FILE = join(import.meta.dirname, "../../docs/probes.md");

describe("the probe catalogue", () => {
	it("docs/probes.md is what the registry says", () => {
		if (process.env["UPDATE_PROBES"]) writeFileSync(FILE, probeCatalogue());
		expect(readFileSync(FILE, "utf8")).toBe(probeCatalogue());
	});
});
