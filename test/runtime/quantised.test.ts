import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { Problem } from "../../src/core/audit/problem.ts";
import type { AuditRequest } from "../../src/core/audit/request.ts";
import { htmlReport } from "../../src/core/report/htmlReport.ts";
import { markdownReport } from "../../src/core/report/markdownReport.ts";
import { openAuditor } from "../../src/runtime/openAuditor.ts";
import { reproduceCommand } from "../../src/runtime/reproduceCommand.ts";
import { StoredAuditor } from "../../src/runtime/storedAuditor.ts";
import { openStore } from "../../src/store/openStore.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { type FakeEngines, fakeEngines } from "./fakeEngines.ts";

const prose = (name: string) =>
	Array.from({ length: 24 }, (_, at) => `On day ${at} ${name} counted ${at * 37} gulls at pier ${name}${at}.`).join(
		" ",
	);
const [SECRET, OTHER, KEPT] = [prose("Marta"), prose("Jonas"), prose("Irene")];
const Q4 = "sha of target.gg-none-Q4_0.gguf";

let folder: string;
let engines: FakeEngines;
let written: string[];
let request: AuditRequest;

beforeEach(() => {
	folder = temporaryFolder();
	for (const set of ["forget", "retain"]) mkdirSync(join(folder, set));
	writeFileSync(join(folder, "forget", "a.txt"), SECRET);
	writeFileSync(join(folder, "forget", "b.txt"), OTHER);
	writeFileSync(join(folder, "retain", "k.txt"), KEPT);
	for (const model of ["target.gguf", "reference.gguf", "small.gguf", "a.gguf"])
		writeFileSync(join(folder, model), model);
	// Less precision brings one document back.
	engines = fakeEngines({ "target.gguf": [KEPT], "reference.gguf": [KEPT], [Q4]: [KEPT, OTHER] });
	written = [];
	request = {
		forget: [join(folder, "forget")],
		retain: [join(folder, "retain")],
		holdout: [],
		models: { target: { file: join(folder, "target.gguf") }, reference: { file: join(folder, "reference.gguf") } },
		suite: "quick",
		policy: "default",
		seed: 3,
		quantise: ["Q4_0"],
	};
});

function auditor(quantises = true): StoredAuditor {
	const quantise = async (_file: string, out: string) => {
		written.push(basename(out));
		writeFileSync(out, "");
	};
	const port = quantises ? { ...engines.port, quantise } : engines.port;
	const made = new StoredAuditor({ store: openStore(join(folder, "store")), engines: port });
	onTestFinished(() => made.close().catch(() => {}));
	return made;
}

describe("a target that less precision makes remember", () => {
	test("is named in notes, numbers and verdict", async () => {
		const result = await auditor().audit(request);
		expect(result.documents.map(({ severity }) => severity)).toEqual(["none", "none"]);
		expect(result.quantised).toMatchObject([{ name: "Q4_0", leaked: { error: 1, warning: 0, info: 0 } }]);
		const [passage] = result.quantised?.[0]?.passages ?? [];
		expect(passage).toMatchObject({ path: "b.txt", leak: { severity: "error" } });
		expect(OTHER).toContain(passage?.leak.text);
		expect(htmlReport(result)).toContain("Only when quantised to Q4_0");
		expect(markdownReport(result)).toMatch(/^## Only when quantised to Q4\\_0\n\nb\.txt: .*error at \d/m);
		expect(result.notes.map(({ message }) => message)).toContain(
			"Quantised copies were asked by sliding-window extraction, greedy continuation, extraction strength, in-context re-introduction alone; of 2 documents leak by error or warning: 1 at Q4_0. Only at Q4_0: b.txt.",
		);
		expect(result.metrics["match_share"]?.value).toBeLessThan(0.1);
		expect(result.metrics["match_share@Q4_0"]).toMatchObject({ role: "target", set: "forget" });
		expect(result.metrics["match_share@Q4_0"]?.value).toBeGreaterThan(0.45);
		expect(result.verdict.reasons.join("\n")).toMatch(/^Quantised copies: residual .* at Q4_0.*\(Q\)\.$/m);
	});

	test("is quantised once, and asked once", async () => {
		const one = auditor();
		const first = await one.audit(request);
		const [asked, opened] = [engines.log.answered.length, engines.log.opened.length];
		const again = await one.audit(request);
		expect(again.metrics).toEqual(first.metrics);
		expect([engines.log.answered.length, engines.log.opened.length]).toEqual([asked, opened]);
		expect(written).toEqual([Q4]);
		expect(readdirSync(join(folder, "store", "quantised"))).toEqual([Q4]);
	});

	test("may be given as a file", async () => {
		engines = fakeEngines({ "target.gguf": [KEPT], "small.gguf": [KEPT, SECRET] });
		const result = await auditor(false).audit({ ...request, quantise: [join(folder, "small.gguf")] });
		expect(result.quantised).toMatchObject([{ name: "small", leaked: { error: 1 } }]);
	});
});

test("a finished audit is judged anew from its quantised copies, and not without them", async () => {
	const quantise = async (_file: string, out: string) => writeFileSync(out, "");
	const port = { ...engines.port, quantise };
	const store = join(folder, "store");
	const first = await openAuditor({ store, engines: port });
	const { verdict } = await first.audit(request);
	await first.close();
	const offline = await openAuditor({ store, engines: port, offline: true });
	onTestFinished(() => offline.close());
	expect((await offline.audit(request)).verdict).toEqual(verdict);
	rmSync(join(store, "quantised", Q4));
	await expect(offline.audit(request)).rejects.toThrow(/A quantised copy that this needs is not in the store's folder/);
});

describe("why a target is not quantised", () => {
	const reasons = async (more: Partial<AuditRequest>, made = auditor()) => {
		const result = await made.audit({ ...request, ...more });
		expect(result.quantised).toBeUndefined();
		return result.notes
			.filter(({ probe }) => probe === "quantisation")
			.map(({ kind, message }) => `${kind}: ${message}`);
	};

	test("adapters, which a copy would lack", async () => {
		const adapters = [{ file: join(folder, "a.gguf"), scale: 1 }];
		expect(await reasons({ models: { target: { file: join(folder, "target.gguf"), adapters } } })).toEqual([
			"not-run: The target was not quantised to Q4_0: it is run with adapters, which a quantised copy would lack.",
		]);
	});

	test("an engine that cannot, or a quantiser that fails", async () => {
		expect(await reasons({}, auditor(false))).toEqual([
			"not-run: The target was not quantised to Q4_0: this engine cannot.",
		]);
		const failing = {
			...engines.port,
			quantise: () => Promise.reject(new Problem("input", "No room on the disk.", "Make some.")),
		};
		const made = new StoredAuditor({ store: openStore(join(folder, "other")), engines: failing });
		onTestFinished(() => made.close());
		expect(await reasons({}, made)).toEqual(["not-run: The target was not quantised to Q4_0: No room on the disk."]);
	});

	test("nobody asked for it", async () => {
		expect(await reasons({ quantise: [] })).toEqual([]);
		expect((await auditor().audit({ ...request, quantise: [] })).verdict.missing.join("\n")).toMatch(
			/^Quantised copies \(Q\): not measured, because the target was not quantised \(--quantize, or/m,
		);
	});
});

test("the command that reproduces a run says how the target was quantised", () => {
	const command = (quantise: readonly string[]) => reproduceCommand({ ...request, quantise }, folder);
	expect(command(["Q4_0", join(folder, "small.gguf")])).toContain("--quantize Q4_0,small.gguf");
	expect(command([])).toContain("--quantize none");
});
