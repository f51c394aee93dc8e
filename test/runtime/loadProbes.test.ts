import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Problem } from "../../src/core/audit/problem.ts";
import { loadProbes } from "../../src/runtime/loadProbes.ts";
import { StoredAuditor } from "../../src/runtime/storedAuditor.ts";
import { openStore } from "../../src/store/openStore.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { fakeEngines } from "./fakeEngines.ts";

const EXAMPLE = join(import.meta.dirname, "../../examples/probes/openingWords.mjs");
const TEXT = "On the first day Marta counted thirty gulls at the pier and wrote them down in a small green book.";

test("a probe that lives outside the program is asked, stored, judged and reported like any other", async () => {
	const folder = temporaryFolder();
	mkdirSync(join(folder, "forget"));
	writeFileSync(join(folder, "forget", "a.txt"), TEXT);
	writeFileSync(join(folder, "forget", "b.txt"), "Four words are few.");
	for (const model of ["target.gguf", "reference.gguf"]) writeFileSync(join(folder, model), "");
	writeFileSync(
		join(folder, "house.json"),
		JSON.stringify({ name: "house", rules: { sixth_word: { warning: 1, knownAt: 1 } } }),
	);
	const engines = fakeEngines({ "target.gguf": [TEXT] });
	const auditor = new StoredAuditor({ store: openStore(join(folder, "store")), engines: engines.port });
	onTestFinished(() => auditor.close());
	const request = {
		forget: [join(folder, "forget")],
		retain: [],
		holdout: [],
		models: { target: { file: join(folder, "target.gguf") }, reference: { file: join(folder, "reference.gguf") } },
		suite: "quick",
		policy: join(folder, "house.json"),
		seed: 0,
		probes: [EXAMPLE],
	};
	const result = await auditor.audit(request);
	expect(result.provenance.probes).toMatchObject({ "opening-words": 1, extraction: expect.any(Number) });
	expect(result.metrics["sixth_word"]).toMatchObject({ value: 1, n: 1, probe: "opening-words" });
	expect(result.metrics["sixth_word.reference"]).toMatchObject({ value: 0 });
	const [a, b] = result.documents;
	expect(a?.leaks.flatMap((leak) => leak.evidence.map(({ probe, severity }) => [probe, severity]))).toContainEqual([
		"opening-words",
		"warning",
	]);
	expect(b?.notes.map(({ message }) => message)).toContain("The document has no more than 5 words.");
	const asked = engines.log.answered.length;
	await auditor.audit(request);
	expect(engines.log.answered.length).toBe(asked);
});

test.each([
	["nothing.mjs", undefined, /cannot be used: .*nothing\.mjs/],
	["empty.mjs", "export const probe = 1;", /it has no default export/],
	["number.mjs", "export default 7;", /its default export: /],
	[
		"silent.mjs",
		'export default { id: "silent", version: 1, family: "utility", title: "S", sets: ["retain"], metrics: [] };',
		/run: must be a function/,
	],
	[
		"loud.mjs",
		'export default { id: "Loud!", version: 1, family: "utility", title: "S", sets: ["retain"], metrics: [], run() {} };',
		/id: must be small letters/,
	],
	["broken.mjs", 'throw new Error("Out of ink.");', /cannot be used: Out of ink\.$/],
	[
		"taken.mjs",
		'export default { id: "extraction", version: 1, family: "utility", title: "S", sets: ["retain"], metrics: [], run() {} };',
		/has the id "extraction", which is taken/,
	],
])("%s is refused in one sentence", async (name, source, sentence) => {
	const file = join(temporaryFolder(), name);
	if (source !== undefined) writeFileSync(file, source);
	const error = await loadProbes([file]).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(Problem);
	expect((error as Problem).message).toMatch(sentence);
	expect((error as Problem).message).toContain(name);
});
