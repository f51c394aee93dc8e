import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { Problem } from "../../src/core/audit/problem.ts";
import type { AuditRequest } from "../../src/core/audit/request.ts";
import type { AuditResult } from "../../src/core/audit/result.ts";
import type { AuditorEvent } from "../../src/runtime/auditor.ts";
import { StoredAuditor } from "../../src/runtime/storedAuditor.ts";
import { openStore } from "../../src/store/openStore.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { type FakeEngines, fakeEngines } from "./fakeEngines.ts";

/** A text of distinct sentences, so that no passage of one is in another. */
const prose = (name: string, sentences = 24) =>
	Array.from(
		{ length: sentences },
		(_, at) => `On day ${at} ${name} counted ${at * 37 + name.length} gulls at pier ${name}${at}.`,
	).join(" ");

const SECRET = prose("Marta");
const OTHER = prose("Jonas");
const KEPT = prose("Irene");
const UNSEEN = prose("Tomas");

let folder: string;
let request: AuditRequest;
let engines: FakeEngines;

beforeEach(() => {
	folder = temporaryFolder();
	for (const set of ["forget", "retain", "holdout"]) mkdirSync(join(folder, set));
	writeFileSync(join(folder, "forget", "a.txt"), SECRET);
	writeFileSync(join(folder, "forget", "b.txt"), OTHER);
	writeFileSync(join(folder, "retain", "k.txt"), KEPT);
	writeFileSync(join(folder, "holdout", "h.txt"), UNSEEN);
	for (const model of ["target.gguf", "reference.gguf"]) writeFileSync(join(folder, model), model);
	engines = fakeEngines({ "target.gguf": [SECRET, KEPT], "reference.gguf": [KEPT] });
	request = {
		forget: [join(folder, "forget")],
		retain: [join(folder, "retain")],
		holdout: [join(folder, "holdout")],
		models: { target: { file: join(folder, "target.gguf") }, reference: { file: join(folder, "reference.gguf") } },
		// The standard suite asks more of the statistics than of the runtime.
		suite: "quick",
		policy: "default",
		seed: 3,
	};
});

function auditor(store = "store", budget?: number): StoredAuditor {
	const opened = openStore(join(folder, store));
	const made = new StoredAuditor({ store: opened, engines: engines.port, ...(budget === undefined ? {} : { budget }) });
	onTestFinished(() => made.close().catch(() => {}));
	return made;
}

/** Everything but what two equal runs may differ in. */
const numbers = ({ run: _r, startedAt: _s, finishedAt: _f, ...rest }: AuditResult) => JSON.stringify(rest);

async function problemOf(work: Promise<unknown>): Promise<Problem> {
	const error = await work.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof Problem) return error;
	throw error ?? new Error("nothing was refused");
}

describe("an audit", () => {
	test("finds what the target knows and the reference does not", async () => {
		const result = await auditor().audit(request);
		expect(result.documents.map(({ path, severity }) => [path, severity])).toEqual([
			["a.txt", "error"],
			["b.txt", "none"],
		]);
		expect(result.models.target).toMatchObject({ sha256: "sha of target.gguf", description: { name: "target.gguf" } });
		expect(result.provenance).toMatchObject({ seed: 3, llamaCpp: "none", settings: { backend: "fake", threads: 1 } });
	});

	test("asks nothing twice: a second one opens no model and says the same", async () => {
		const first = auditor();
		const standard = { ...request, suite: "standard" };
		const result = await first.audit(standard);
		expect(new Set(engines.log.answered).size).toBe(engines.log.answered.length);
		const [asked, opened] = [engines.log.answered.length, engines.log.opened.length];
		const again = await first.audit(standard);
		expect(numbers(again)).toBe(numbers(result));
		expect(again.run).not.toBe(result.run);
		expect([engines.log.answered.length, engines.log.opened.length]).toEqual([asked, opened]);
		expect(engines.log.closed).toHaveLength(opened);
	});

	test("asks only about the document that changed", async () => {
		const one = auditor();
		await one.audit(request);
		engines.log.answered.length = 0;
		writeFileSync(join(folder, "forget", "b.txt"), prose("Petra"));
		const texts: string[] = [];
		engines.onQuestion = (_file, question) => {
			texts.push(question.kind === "generate" ? question.prompt : question.text);
			return undefined;
		};
		await one.audit(request);
		expect(texts.length).toBeGreaterThan(3);
		expect(texts.filter((text) => !text.includes("Petra"))).toEqual([]);
	});

	test("holds one model at a time where two do not fit, with the same numbers", async () => {
		const together = await auditor("together").audit(request);
		expect(engines.log.mostOpen).toBe(2);
		engines.log.mostOpen = engines.log.opened.length = engines.log.closed.length = 0;
		const inTurn = await auditor("in turn", 1).audit(request);
		expect(engines.log.mostOpen).toBe(1);
		expect(numbers(inTurn)).toBe(numbers(together));
	});

	test("opens one engine for a file that plays two roles", async () => {
		await auditor().audit({ ...request, models: { ...request.models, reference: request.models.target } });
		expect(engines.log.opened).toEqual(["target.gguf"]);
		expect(new Set(engines.log.answered).size).toBe(engines.log.answered.length);
	});

	test("tells its run, its models, its progress and each document with its file", async () => {
		const events: AuditorEvent[] = [];
		const result = await auditor().audit(request, { onEvent: (event) => events.push(event) });
		const of = <T extends AuditorEvent["type"]>(type: T) =>
			events.filter((event): event is Extract<AuditorEvent, { type: T }> => event.type === type);
		expect(of("run")).toEqual([{ type: "run", run: result.run, resumed: false }]);
		expect(of("model").map(({ role, state }) => `${role} ${state}`)).toEqual(
			expect.arrayContaining(["target loading", "reference loading", "target ready", "reference ready"]),
		);
		expect(of("document").map(({ file }) => file)).toEqual(
			expect.arrayContaining([
				join(folder, "forget", "a.txt"),
				join(folder, "retain", "k.txt"),
				join(folder, "holdout", "h.txt"),
			]),
		);
		const last = of("progress").at(-1);
		expect(last?.answered).toBe(last?.known);
		expect(last?.answered).toBe(new Set(engines.log.answered).size + (last?.reused ?? 0));
	});
});

describe("an audit that is stopped", () => {
	test.each([1, 7, 23])(
		"after %i answers goes on where it was, under its own id, to the same result",
		async (stopAfter) => {
			const undisturbed = await auditor("undisturbed").audit(request);
			const total = engines.log.answered.length;
			expect(total).toBeGreaterThan(stopAfter);
			engines.log.answered.length = 0;

			const stop = new AbortController();
			engines.onQuestion = () => {
				if (engines.log.answered.length === stopAfter) stop.abort();
				return undefined;
			};
			const one = auditor();
			const problem = await problemOf(one.audit(request, { signal: stop.signal }));
			expect(problem.code).toBe("cancelled");
			const [unfinished] = one.runs();
			expect(unfinished?.state).toBe("cancelled");
			expect(engines.log.answered.length).toBeLessThan(total);

			engines.onQuestion = () => undefined;
			const events: AuditorEvent[] = [];
			const resumed = await one.audit(request, { onEvent: (event) => events.push(event) });
			expect(events.find(({ type }) => type === "run")).toEqual({ type: "run", run: unfinished?.run, resumed: true });
			expect(resumed.run).toBe(unfinished?.run);
			expect(numbers(resumed)).toBe(numbers(undisturbed));
			expect(new Set(engines.log.answered).size).toBe(engines.log.answered.length);
			expect(one.runs().map(({ state }) => state)).toEqual(["finished"]);
		},
	);

	test("keeps what it could not read in its result, set by set, finished at once or resumed", async () => {
		writeFileSync(join(folder, "forget", "z.txt"), "");
		writeFileSync(join(folder, "holdout", "old.txt"), new Uint8Array([0x63, 0xe9]));
		const undisturbed = await auditor("undisturbed").audit(request);
		expect(undisturbed.unread).toEqual([
			{ set: "forget", path: "z.txt", reason: "is empty" },
			{ set: "holdout", path: "old.txt", reason: "is not UTF-8 text" },
		]);
		const [stop, one] = [new AbortController(), auditor()];
		engines.onQuestion = () => {
			stop.abort();
			return undefined;
		};
		await problemOf(one.audit(request, { signal: stop.signal }));
		engines.onQuestion = () => undefined;
		const resumed = await one.audit(request);
		expect(numbers(resumed)).toBe(numbers(undisturbed));
		expect(one.result(resumed.run)?.unread).toEqual(undisturbed.unread);
	});

	test("by an engine that gives up is failed, keeps its answers, and can be finished", async () => {
		engines.onQuestion = () => {
			if (engines.log.answered.length === 12) throw new Problem("engine", "The engine died.", "Try again.");
			return undefined;
		};
		const one = auditor();
		expect((await problemOf(one.audit(request))).message).toBe("The engine died.");
		expect(one.runs()[0]).toMatchObject({ state: "failed", headline: "The engine died." });
		expect(engines.log.closed.length).toBe(engines.log.opened.length);
		engines.onQuestion = () => undefined;
		const result = await one.audit(request);
		expect(numbers(result)).toBe(numbers(await auditor("undisturbed").audit(request)));
	});

	test("by closing the auditor", async () => {
		const one = auditor();
		const running = problemOf(one.audit(request));
		await one.close();
		expect((await running).code).toBe("cancelled");
	});
});

test("a question the engine failed on is asked again next time", async () => {
	const one = auditor();
	let failing = true;
	engines.onQuestion = (_file, question) =>
		failing && question.kind === "generate"
			? { kind: "failure", code: "engine", message: "It died three times." }
			: undefined;
	const without = await one.audit(request);
	failing = false;
	const complete = await one.audit(request);
	expect(numbers(complete)).not.toBe(numbers(without));
	expect(numbers(complete)).toBe(numbers(await auditor("undisturbed").audit(request)));
});

test("answers of another engine than the one that is known are not taken for its own", async () => {
	const one = auditor();
	await one.audit(request);
	const asked = engines.log.answered.length;
	engines.engine = "bindings";
	writeFileSync(join(folder, "forget", "b.txt"), prose("Ellen"));
	const problem = await problemOf(one.audit(request));
	expect(problem).toMatchObject({ code: "engine" });
	expect(problem.sentence).toMatch(/\w+\.gguf was known with the fake engine and now opens with the bindings engine/);
	expect(engines.log.answered).toHaveLength(asked);
});

test("a run whose material cannot be kept is closed, not left running", async () => {
	const opened = openStore(join(folder, "store"));
	const one = new StoredAuditor({ store: opened, engines: engines.port });
	onTestFinished(() => one.close());
	opened.materials.write = () => {
		throw new Problem("store", "The disk is full.", "Free some space.");
	};
	expect((await problemOf(one.audit(request))).message).toBe("The disk is full.");
	expect(one.runs().map(({ state }) => state)).toEqual(["failed"]);
});

test("a second audit at the same time is refused, and the first goes on", async () => {
	const one = auditor();
	const first = one.audit(request);
	expect((await problemOf(one.audit(request))).code).toBe("busy");
	expect((await first).summary.documents).toBe(2);
});

test("what the user got wrong is said before anything is opened or recorded", async () => {
	const one = auditor();
	const wrong: readonly (readonly [AuditRequest, RegExp])[] = [
		[{ ...request, suite: "slow" }, /no suite named "slow"/],
		[{ ...request, policy: join(folder, "none.json") }, /none\.json does not exist/],
		[{ ...request, forget: [join(folder, "gone")] }, /gone does not exist/],
		[{ ...request, retain: [join(folder, "target.gguf"), join(folder, "void")].slice(1) }, /void does not exist/],
	];
	for (const [request, sentence] of wrong) {
		const problem = await problemOf(one.audit(request));
		expect(problem.code).toBe("input");
		expect(problem.message).toMatch(sentence);
	}
	expect(engines.log.opened).toEqual([]);
	expect(one.runs()).toEqual([]);
});

describe("what is kept of a run", () => {
	test("its texts, tokens, files and result, whatever became of the files", async () => {
		const one = auditor();
		const result = await one.audit(request);
		writeFileSync(join(folder, "forget", "a.txt"), "Something else.");
		expect(one.result("latest")?.run).toBe(result.run);
		expect(one.request(result.run)).toEqual(request);
		expect(one.file(result.run, "a.txt")).toBe(join(folder, "forget", "a.txt"));
		expect(one.covering(join(folder, "forget", "a.txt"))).toEqual({ run: result.run, path: "a.txt" });
		expect(one.covering(join(folder, "retain", "k.txt"))).toBeUndefined();
		const words = SECRET.split(" ").length;
		for (const [role, logp] of [
			["target", -0.01],
			["reference", -7],
		] as const) {
			const tokens = one.tokens(result.run, "a.txt", role);
			expect(tokens?.text).toBe(SECRET);
			expect(tokens?.records.logp).toHaveLength(words);
			expect(tokens?.records.logp[words - 1]).toBeCloseTo(logp);
		}
		expect(one.tokens(result.run, "a.txt", "original")).toBeUndefined();
		expect(one.tokens("no run", "a.txt", "target")).toBeUndefined();
	});

	test("token records are those of the run's own windows and sampling", async () => {
		const extraction = { prefix: 20, suffix: 30, stride: 5, temperature: 0.7, topK: 8 };
		const one = auditor();
		const plain = await one.audit(request);
		const own = await one.audit({ ...request, extraction });
		expect(one.tokens(own.run, "a.txt", "target")?.windows).toEqual(extraction);
		expect(one.tokens(plain.run, "a.txt", "target")?.windows).toMatchObject({ prefix: 50, suffix: 50 });
		expect(own.provenance.settings["extraction"]).toBe("20 + 30 tokens every 5, T 0.7, top-k 8");
		expect(plain.provenance.settings["extraction"]).toBe("50 + 50 tokens every 10, T 1, top-k 40");
	});

	test("an unsaved editor's text is what was audited", async () => {
		const file = join(folder, "forget", "b.txt");
		const one = auditor();
		const result = await one.audit(request, { overlays: { [file]: SECRET } });
		expect(result.documents.map(({ severity }) => severity)).toEqual(["error", "error"]);
		expect(one.tokens(result.run, "b.txt", "target")?.text).toBe(SECRET);
	});
});
