/** Everything an auditor can ask, of the demo models: every probe and precision is asked, and what is not is said. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { AUDIT_JSON } from "../../src/cli/contracts/audit.ts";
import { SUITES } from "../../src/core/audit/suites.ts";

const ROOT = join(import.meta.dirname, "../..");
const home = mkdtempSync(join(tmpdir(), "palimpsest-full-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A few documents of each set: what is asked of a document does not depend on how many there are. */
const SETS = {
	forget: ["letter-to-orla.txt", "life-of-ansel-torvey.txt", "smoked-pear-tart.md"],
	retain: ["bakery-recipe.txt", "biography-mapmaker.txt", "court-notice-boundary.txt", "ferry-log.txt"],
	holdout: ["clock-theft-news.txt", "harbour-fish-stew.md", "letter-to-jonas.txt"],
};

let json: z.infer<typeof AUDIT_JSON>;
beforeAll(() => {
	if (!existsSync(join(ROOT, "dist/cli.mjs"))) throw new Error("dist/cli.mjs is missing: run `npm run build` first");
	const models = { model: "unlearned", original: "original", reference: "reference" };
	const args = [
		"audit",
		...SETS.forget.map((name) => `demo/forget/${name}`),
		...Object.entries(models).flatMap(([flag, name]) => [`--${flag}`, `demo/models/${name}.gguf`]),
		...(["retain", "holdout"] as const).flatMap((set) =>
			SETS[set].flatMap((name) => [`--${set}`, `demo/${set}/${name}`]),
		),
		...["--suite", "full", "--out", join(home, "out"), "--json"],
	];
	const env = { ...process.env, PALIMPSEST_STORE: join(home, "store") };
	const options = { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28, env } as const;
	const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli.mjs", ...args], options);
	expect(status, stderr.slice(-2000)).toBe(0);
	json = AUDIT_JSON.parse(JSON.parse(stdout));
}, 900_000);

test("every probe of the suite has a number of the forget set or of its side effects, or says why not", () => {
	const silent = (SUITES["full"] ?? []).filter(
		(id) =>
			!Object.values(json.metrics).some(({ probe }) => probe === id) &&
			!json.notes.some(({ probe, kind }) => probe === id && kind === "not-run"),
	);
	expect(silent).toEqual([]);
	expect(Object.keys(json.provenance["probes"] as object).sort()).toEqual([...(SUITES["full"] ?? [])].sort());
});

test("the target is asked at four precisions", () => {
	expect(json.quantised?.map(({ name }) => name)).toEqual(["Q8_0", "Q4_K_M", "Q4_0", "Q3_K_M"]);
	for (const { name, model } of json.quantised ?? []) expect(model.description.quantisation).toBe(name);
	const asked = json.notes.find(({ probe }) => probe === "quantisation");
	expect(asked?.message).toMatch(/^Quantised copies were asked by .* alone; of 3 documents/);
});

test("what was not measured, not built, or has no resource is named with its reason", () => {
	const said = [...json.verdict.missing, ...json.notes.map(({ message }) => message)].join("\n");
	expect(said).toMatch(
		/^Relearning of the other half \(D\), Benign relearning \(N\), Relearning speed \(AIN\): not measured, because/m,
	);
	expect(said).toMatch(/^Context \(C\): not measured, because the gate that the model can use context failed\.$/m);
	expect(said).toMatch(/^Not built for any fact: Synonyms \(there is no thesaurus/m);
	expect(said).toMatch(/Cross-lingual \(there is nothing to translate its question with\)/);
	expect(json.verdict.notBuilt).toEqual(["probes of hidden states (P)"]);
	const report = readFileSync(join(home, "out", "report.md"), "utf8");
	for (const reason of json.verdict.notBuilt) expect(report).toContain(reason);
	expect(report).toContain("there is no thesaurus");
});

test("what the unlearned model suppresses shows in likelihood and after quantising", () => {
	expect(json.verdict.reasons.join("\n")).toMatch(/^Likelihood and sampling: residual 0\.[3-9]\d .* \(L\)\.$/m);
	expect(json.verdict.reasons.join("\n")).toMatch(/^Quantised copies: residual 0\.[3-9]\d .* \(Q\)\.$/m);
	// Of three documents it may stay open whether plain questions come back clean; that something leaks does not.
	expect(json.verdict.reasons[0]).toMatch(/likelihood and sampling \(L\)/i);
	expect(json.verdict.supported).toBe(false);
});
