import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { AuditRequest } from "../../src/core/audit/request.ts";
import type { AuditorEvent } from "../../src/runtime/auditor.ts";
import { reproduceCommand } from "../../src/runtime/reproduceCommand.ts";
import { StoredAuditor } from "../../src/runtime/storedAuditor.ts";
import { openStore } from "../../src/store/openStore.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { fakeEngines } from "./fakeEngines.ts";

/** Who counted by another step has numbers of their own: what kept or control text says too is not asked. */
const prose = (name: string, step = 37) =>
	Array.from({ length: 24 }, (_, at) => `On day ${at} ${name} counted ${at * step} gulls at pier ${name}${at}.`).join(
		" ",
	);
const SECRETS = ["Marta", "Jonas", "Edith"].map((name) => prose(name));
const KEPT = prose("Irene");
const UNSEEN = prose("Ottilie", 41);
const MODELS = {
	"target.gguf": [KEPT, ...SECRETS],
	"reference.gguf": [KEPT],
	"second.gguf": [KEPT],
	"spoilt.gguf": [KEPT, ...SECRETS],
};

let folder: string;
let request: AuditRequest;
let events: AuditorEvent[];

beforeEach(() => {
	folder = temporaryFolder();
	for (const set of ["forget", "holdout"]) mkdirSync(join(folder, set));
	for (const [i, text] of SECRETS.entries()) writeFileSync(join(folder, "forget", `${i}.txt`), text);
	writeFileSync(join(folder, "holdout", "h.txt"), UNSEEN);
	for (const model of Object.keys(MODELS)) writeFileSync(join(folder, model), "");
	const file = (name: string) => ({ file: join(folder, name) });
	request = {
		...{ forget: [join(folder, "forget")], retain: [], holdout: [join(folder, "holdout")] },
		models: { target: file("target.gguf"), reference: file("reference.gguf") },
		...{ suite: "standard", policy: "default", seed: 3 },
	};
});

function audit(further: readonly string[], more: Partial<AuditRequest> = {}) {
	events = [];
	const made = new StoredAuditor({ store: openStore(join(folder, "store")), engines: fakeEngines(MODELS).port });
	onTestFinished(() => made.close());
	return made.audit(
		{ ...request, ...more, furtherReferences: further.map((name) => join(folder, name)) },
		{ onEvent: (event) => events.push(event) },
	);
}

test("a further reference that is like the first shows how far such models differ", async () => {
	const { notes, verdict, furtherReferences } = await audit(["second.gguf"]);
	expect(furtherReferences?.map(({ sha256 }) => sha256)).toEqual(["sha of second.gguf"]);
	expect(notes.filter(({ probe }) => probe === "references")).toMatchObject([{ kind: "gate" }]);
	expect(verdict.reasons.join("\n")).toMatch(/; 2 references spread from 0 to 0 \(V\)\.$/m);
	expect(verdict.missing.join("\n")).not.toContain("Further references");
	// Nobody is told that it is loaded as the target.
	const loaded = events.flatMap((event) => (event.type === "model" ? [`${event.role} ${event.name}`] : []));
	expect(new Set(loaded)).toEqual(new Set(["target target.gguf", "reference reference.gguf", "other second.gguf"]));
});

test("one that knows the forget set is told, and what context brings back counts as information", async () => {
	const { notes, verdict, documents } = await audit(["spoilt.gguf"]);
	const [gate] = notes.filter(({ probe }) => probe === "references");
	expect(gate?.kind).toBe("failed");
	expect(gate?.message).toMatch(/outside the simultaneous 95 % band .* the ladder concludes nothing\.$/);
	expect(verdict.missing.join("\n")).toMatch(/Context \(C\): not measured, because the gate that /);
	const ladder = documents
		.flatMap(({ leaks }) => leaks.flatMap(({ evidence }) => evidence))
		.filter((e) => e.probe === "reintroduction");
	expect(ladder.length).toBeGreaterThan(0);
	expect(ladder.every(({ severity }) => severity === "info")).toBe(true);
});

test("without holdout documents they are compared on the ladder, and nobody asks for further ones", async () => {
	const { notes, verdict } = await audit(["second.gguf"], { holdout: [] });
	expect(notes.filter(({ probe }) => probe === "references")).toMatchObject([{ kind: "gate" }]);
	expect(verdict.missing.join("\n")).not.toContain("Further references");
});

test("a model that is in the audit already is no further reference, and is named", async () => {
	const { notes, verdict, furtherReferences } = await audit([
		...["reference.gguf", "second.gguf", "second.gguf", "target.gguf"],
	]);
	expect(furtherReferences?.map(({ sha256 }) => sha256)).toEqual(["sha of second.gguf"]);
	expect(verdict.reasons.join("\n")).toMatch(/; 2 references spread from 0 to 0 \(V\)\.$/m);
	expect(notes.filter(({ kind }) => kind === "not-run").map(({ message }) => message)).toEqual([
		"The further reference reference.gguf was not asked: it is the same model as the reference.",
		"The further reference second.gguf was not asked: it is the same model as another one.",
		"The further reference target.gguf was not asked: it is the same model as the target.",
	]);
});

test.each([
	[
		"without a reference",
		() => ({ models: { target: request.models.target } }),
		"there is no reference to compare it with",
	],
	[
		"in a suite without the ladder",
		() => ({ suite: "quick" }),
		"the suite has no probe in which references are compared",
	],
])("one that cannot be compared %s is named", async (_, more, why) => {
	const { notes, furtherReferences } = await audit(["second.gguf"], more());
	expect(furtherReferences).toBeUndefined();
	expect(notes.map(({ message }) => message)).toContain(`The further reference second.gguf was not asked: ${why}.`);
});

test("the command that reproduces a run names them", () => {
	const furtherReferences = [join(folder, "second.gguf")];
	expect(reproduceCommand({ ...request, furtherReferences }, folder)).toContain("--further-reference second.gguf");
});
