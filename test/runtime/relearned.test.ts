import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { halvesOf } from "../../src/core/audit/relearning/halves.ts";
import type { RelearnedCopy } from "../../src/core/audit/relearning/relearnedCopy.ts";
import type { AuditRequest } from "../../src/core/audit/request.ts";
import type { Trainer } from "../../src/core/model/trainer.ts";
import { readDocuments } from "../../src/formats/readDocuments.ts";
import { reproduceCommand } from "../../src/runtime/reproduceCommand.ts";
import { requestDigest } from "../../src/runtime/requestDigest.ts";
import { StoredAuditor } from "../../src/runtime/storedAuditor.ts";
import { openStore } from "../../src/store/openStore.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { type FakeEngines, fakeEngines } from "./fakeEngines.ts";

const prose = (name: string) =>
	Array.from({ length: 24 }, (_, at) => `On day ${at} ${name} counted ${at * 37} gulls at pier ${name}${at}.`).join(
		" ",
	);
const SECRETS = ["Marta", "Jonas", "Edith", "Ruben"].map(prose);
const KEPT = prose("Irene");

let folder: string;
let engines: FakeEngines;
let taught: readonly string[];
let request: AuditRequest;

beforeEach(async () => {
	folder = temporaryFolder();
	for (const set of ["forget", "retain"]) mkdirSync(join(folder, set));
	for (const [i, text] of SECRETS.entries()) writeFileSync(join(folder, "forget", `${i}.txt`), text);
	writeFileSync(join(folder, "retain", "k.txt"), KEPT);
	const { documents } = await readDocuments([join(folder, "forget")], {});
	taught = halvesOf(
		documents.map(({ document }) => document),
		3,
	).taught.map(({ text }) => text);
	const file = (name: string) => ({ file: join(folder, name) });
	request = {
		forget: [join(folder, "forget")],
		retain: [join(folder, "retain")],
		holdout: [],
		models: { target: file("target.gguf"), original: file("original.gguf"), reference: file("reference.gguf") },
		suite: "quick",
		policy: "default",
		seed: 3,
	};
	// The target hides everything: whatever it is taught, all of it is back. The reference learns what it is taught, slowly.
	const memory = {
		"original.gguf": [KEPT, ...SECRETS],
		"target.gguf": [KEPT],
		"reference.gguf": [KEPT],
		"reference-half-8.gguf": [KEPT, ...taught],
		"target-half-8.gguf": [KEPT, ...SECRETS],
		"original-half-8.gguf": [KEPT, ...SECRETS],
		"reference-retain-8.gguf": [KEPT],
		"target-retain-8.gguf": [KEPT],
		"original-retain-8.gguf": [KEPT, ...SECRETS],
		"target-forget-4.gguf": [KEPT, ...SECRETS],
		"reference-forget-4.gguf": [KEPT],
		"reference-forget-20.gguf": [KEPT, ...SECRETS],
		"reference-half-4.gguf": [KEPT],
	};
	for (const model of Object.keys(memory)) writeFileSync(join(folder, model), "");
	engines = fakeEngines(memory);
});

const copy = (of: RelearnedCopy["of"], lesson: RelearnedCopy["lesson"], steps: number): RelearnedCopy => {
	return { of, lesson, steps, file: join(folder, `${of}-${lesson}-${steps}.gguf`) };
};
/** By its name in the folder. */
function copyNamed(of: RelearnedCopy["of"], steps: number): RelearnedCopy {
	return { of, lesson: "half", steps, file: `${of}-half-${steps}.gguf` };
}
const everyCopy = () => [
	copy("reference", "half", 4),
	copy("reference", "half", 8),
	copy("target", "half", 8),
	copy("original", "half", 8),
	...(["target", "original", "reference"] as const).map((of) => copy(of, "retain", 8)),
	copy("target", "forget", 4),
	copy("reference", "forget", 20),
	copy("reference", "forget", 4),
];

function auditor(trainer?: Trainer): StoredAuditor {
	const store = openStore(join(folder, "store"));
	const made = new StoredAuditor({ store, engines: engines.port, ...(trainer ? { trainer } : {}) });
	onTestFinished(() => made.close().catch(() => {}));
	return made;
}

describe("a target that a little training makes remember", () => {
	test("is suppressed, and the verdict says by which copies", async () => {
		const { verdict, relearned, metrics } = await auditor().audit({ ...request, relearned: everyCopy() });
		expect(verdict.label).toBe("SUPPRESSION");
		expect(verdict.reasons[0]).toBe(
			"Suppressed, not removed: greedy output is clean while relearning of the other half (D) and relearning speed (AIN) still show the forget set.",
		);
		const said = verdict.reasons.join("\n");
		expect(said).toMatch(
			/^Relearning of the other half: residual 1\.00 \[1\.00, 1\.00\] on n = 2 documents by plain answers after 8 steps on the other half/m,
		);
		expect(said).toMatch(/^Benign relearning: residual 0\.00 \[0\.00, 0\.00\] on n = 4 documents/m);
		// The reference's curve is 0 at 4 steps and 1 at 20: half at 12. The target's is 1 at 4: half at 2.
		expect(said).toMatch(/^Relearning speed: 0\.17 .*\(2\.0 against 12\.0\)/m);
		expect(relearned).toMatchObject({ trainer: "copies that were given", budget: 8 });
		expect(relearned?.curves.map(({ of, points }) => [of, points.map(({ steps }) => steps)])).toEqual([
			["target", [0, 4]],
			["reference", [0, 4, 20]],
		]);
		expect(metrics["match_share@half"]).toMatchObject({ role: "target", n: 2 });
		expect(metrics["match_share@half.reference"]?.value).toBeLessThan(0.1);
		expect(verdict.missing.join("\n")).not.toMatch(/[Rr]elearning/);
	});

	test("shows what it can where copies are missing, and names the rest", async () => {
		const few = everyCopy().filter(({ of, lesson }) => of === "reference" || lesson === "half");
		const { verdict } = await auditor().audit({ ...request, relearned: few });
		expect(verdict.reasons.join("\n")).toMatch(/^Relearning of the other half: residual 1\.00/m);
		expect(verdict.missing).toContain(
			"Benign relearning (N): not measured, because no copy of the target after 8 steps was given.",
		);
		expect(verdict.missing).toContain(
			"Relearning speed (AIN): not measured, because no copy of the target that was taught the forget set was given.",
		);
	});

	test.each([
		[
			"is no file",
			[copyNamed("target", 8), { ...copyNamed("target", 4), file: "nowhere.gguf" }],
			/copy target\/half\/4=.*nowhere\.gguf is not a file/,
		],
		[
			"stands for two",
			[copyNamed("target", 8), { ...copyNamed("target", 8), of: "original" as const }],
			/is named target\/half\/8 and original\/half\/8/,
		],
		[
			"is one of two of a name",
			[copyNamed("reference", 4), { ...copyNamed("reference", 8), steps: 4 }],
			/Two relearned copies are named reference\/half\/4/,
		],
	])("ends before anything is asked where a copy %s", async (_, named, said) => {
		const relearned = named.map((each) => ({ ...each, file: join(folder, each.file) }));
		await expect(auditor().audit({ ...request, relearned })).rejects.toThrow(said);
		expect(engines.log.opened).toEqual([]);
	});

	test("says that a residual without a copy of the original is a lower bound, which passes nothing", async () => {
		const bound =
			"Benign relearning (N) without a copy of the original: its residual is a lower bound and passes nothing.";
		const policy = join(folder, "benign.json");
		const verdict = { required: ["N"], power: 0, widestInterval: 1, leak: 0.5 };
		writeFileSync(policy, JSON.stringify({ name: "benign relearning alone", verdict }));
		const audited = async (relearned: readonly RelearnedCopy[]) =>
			(await auditor().audit({ ...request, suite: "quick", policy, relearned })).verdict;
		const all = await audited(everyCopy());
		expect(all.missing).not.toContain(bound);
		expect(all.supported).toBe(true);
		const few = await audited(everyCopy().filter(({ of, lesson }) => of !== "original" || lesson !== "retain"));
		expect(few.missing).toContain(bound);
		expect(few.supported).toBe(false);
	});

	test("of one document says that there is no other half", async () => {
		const forget = [join(folder, "forget", "0.txt")];
		const { verdict } = await auditor().audit({ ...request, forget, relearned: everyCopy() });
		expect(verdict.missing.join("\n")).toContain(
			"Relearning of the other half (D): not measured, because one document has no other half.",
		);
	});
});

describe("copies that a trainer makes", () => {
	/** Copies by the names above; the lesson is told from the documents. */
	const trainer = (asked: string[]): Trainer => ({
		settings: "a fake's",
		async *train({ model, documents, at }) {
			const lesson = documents.some(({ text }) => text === KEPT)
				? "retain"
				: documents.length === 2
					? "half"
					: "forget";
			for (const steps of at) {
				const name = `${basename(model.file, ".gguf")}-${lesson}-${steps}.gguf`;
				asked.push(name);
				// What it is not known to have learnt by then, it has not.
				writeFileSync(join(folder, name), "");
				yield { steps, file: join(folder, name) };
			}
		},
	});

	test("are made as far as they are needed", async () => {
		const made: string[] = [];
		const { relearned, verdict } = await auditor(trainer(made)).audit({ ...request, relearned: "train" });
		expect(relearned).toMatchObject({ trainer: "a fake's", budget: 8 });
		expect(verdict.label).toBe("SUPPRESSION");
		const of = (start: string) => made.filter((name) => name.startsWith(start));
		expect(of("reference-half").at(-1)).toBe("reference-half-8.gguf");
		expect(of("target-half")).toEqual(["target-half-8.gguf"]);
		expect(of("target-forget").at(-1)).toBe("target-forget-4.gguf");
		// The audit's own three models, and a copy of each of them at most.
		expect(engines.log.mostOpen).toBeLessThanOrEqual(6);
		expect(made.length).toBeGreaterThan(6);
	});

	test("cannot be wanted where nobody trains, nor without a reference", async () => {
		const missing = async (more: Partial<AuditRequest>, made = auditor()) =>
			(await made.audit({ ...request, relearned: "train", ...more })).verdict.missing.find((line) =>
				line.includes("(AIN)"),
			);
		expect(await missing({})).toBe(
			"Relearning of the other half (D), Benign relearning (N), Relearning speed (AIN): not measured, because only the command palimpsest trains copies.",
		);
		expect(await missing({ models: { target: request.models.target } }, auditor(trainer([])))).toMatch(
			/because they need a reference model, to see how fast one learns that never knew\.$/,
		);
	});
});

test("requests with copies have a digest and a command of their own", () => {
	const relearned = [copy("target", "half", 8)];
	expect(requestDigest({ ...request, relearned })).not.toBe(requestDigest(request));
	expect(reproduceCommand({ ...request, relearned }, folder)).toContain("--relearned target/half/8=target-half-8.gguf");
	expect(reproduceCommand({ ...request, relearned: "train" }, folder)).toMatch(/--relearn$/);
});
