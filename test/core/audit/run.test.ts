import { beforeAll, describe, expect, it } from "vitest";
import { assembleResult, type Concluded } from "../../../src/core/audit/assemble.ts";
import type { AuditEvent } from "../../../src/core/audit/event.ts";
import { exitCode } from "../../../src/core/audit/exitCode.ts";
import { DEFAULT_POLICY } from "../../../src/core/audit/policy.ts";
import type { AuditResult } from "../../../src/core/audit/result.ts";
import { type Ask, type AuditPlan, runAudit } from "../../../src/core/audit/run.ts";
import { suiteProbes } from "../../../src/core/audit/suites.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { askFakes, descriptions, documentOf, type Fakes } from "../askFakes.ts";
import { prose } from "../prose.ts";

const forget = [1, 2, 3].map((seed) =>
	documentOf(`forget-${seed}.txt`, `${prose(seed, 80)} The hidden word is secret${seed}. ${prose(seed + 50, 80)}`, [
		{ question: `Which word belongs to ${seed}`, answer: `secret${seed}` },
	]),
);
const retain = [11, 12, 13].map((seed) => documentOf(`retain-${seed}.txt`, prose(seed, 160)));
const holdout = [21, 22, 23].map((seed) => documentOf(`holdout-${seed}.txt`, prose(seed, 160)));
const all = [...forget, ...retain, ...holdout].map((d) => d.text);
const pairs = forget.flatMap((d) => d.questions.map((q) => `Question: ${q.question}\nAnswer: ${q.answer}\n`));

const vocabulary = [...all, ...pairs];
const original = fakeModel({
	memorised: [...forget.map((d) => d.text), ...retain.map((d) => d.text), ...pairs],
	vocabulary,
	copiesContext: true,
});
const reference = fakeModel({ memorised: retain.map((d) => d.text), vocabulary, copiesContext: true });

const plan = (fakes: Fakes, more: Partial<AuditPlan> = {}): AuditPlan => ({
	documents: { forget, retain, holdout },
	models: descriptions(fakes),
	probes: suiteProbes("standard"),
	policy: DEFAULT_POLICY,
	seed: 1,
	...more,
});

async function audit(fakes: Fakes, more: Partial<AuditPlan> = {}, ask: Ask = askFakes(fakes)) {
	const events: AuditEvent[] = [];
	for await (const event of runAudit(plan(fakes, more), ask)) events.push(event);
	const concluded = events.at(-1) as Concluded;
	return { events, result: assemble(concluded, fakes, plan(fakes, more)) };
}

function assemble(concluded: Concluded, fakes: Fakes, { probes, policy, seed }: AuditPlan): AuditResult {
	const described = Object.entries(descriptions(fakes)).map(([role, description]) => [
		role,
		{ file: role, sha256: role, description },
	]);
	return assembleResult(concluded, {
		run: "r",
		startedAt: "",
		finishedAt: "",
		suite: "standard",
		models: Object.fromEntries(described),
		policyName: "default",
		policy,
		seed,
		probes,
		sets: { retain: true, holdout: true },
		unread: [],
		palimpsest: "0",
		llamaCpp: "none",
		settings: {},
		command: "",
	});
}

describe("an audit of a model that kept the forget set", () => {
	let audited: Awaited<ReturnType<typeof audit>>;
	beforeAll(async () => {
		audited = await audit({ target: original, original, reference });
	});

	it("finds an error-level leak in every forget document and exits 1", () => {
		expect(audited.result.documents.map((d) => d.severity)).toEqual(["error", "error", "error"]);
		expect(audited.result.summary).toEqual({ documents: 3, leaked: { error: 3, warning: 0, info: 0 } });
		expect(exitCode(audited.result, DEFAULT_POLICY)).toBe(1);
	});

	it("calls the unlearning ineffective on the evidence of the surface", () => {
		expect(audited.result.verdict.label).toBe("INEFFECTIVE");
		expect(audited.result.verdict.supported).toBe(false);
		expect(audited.result.verdict.flags).toEqual([]);
	});

	it("does not call retain text a leak of the forget set: the reference knows it too", () => {
		expect(audited.result.retain?.documents.every((d) => d.leaks.every((l) => l.severity === "info"))).toBe(true);
	});

	it("gives every leak its p among the windows of holdout text: none of them is as probable", () => {
		const windows = audited.result.notes
			.map(({ message }) => /against (\d+) controls of holdout/.exec(message)?.[1])
			.find(Boolean);
		const evidence = audited.result.documents.flatMap((d) => d.leaks.flatMap((leak) => leak.evidence));
		const leaks = evidence.filter(({ metric }) => metric === "pz");
		expect(leaks.length).toBeGreaterThan(0);
		for (const { p } of leaks) expect(p).toBeCloseTo(1 / (1 + Number(windows)), 12);
	});
	it("separates forget from holdout documents", () => {
		expect(audited.result.metrics["mink_20_auc"]?.value).toBe(1);
	});

	it("passes the context gate and shows the level gain of the bare question", () => {
		const gate = audited.result.notes.filter((n) => n.probe === "reintroduction" && n.kind === "gate");
		expect(gate.map((n) => n.message).join()).toContain("content filter");
		expect(audited.result.metrics["U_r0"]?.value).toBe(1);
		expect(audited.result.metrics["acc_r8.reference"]?.value).toBe(1);
	});

	it("never prints the word removed as a finding", () => {
		expect(JSON.stringify(audited.result.verdict)).not.toMatch(/\bis removed|was removed\b/i);
	});
});

describe("an audit of the reference itself", () => {
	let itself: ReturnType<typeof audit>;
	beforeAll(() => {
		itself = audit({ target: reference, reference });
	});

	it("is clean on its own numbers and exits 0", async () => {
		const { result } = await itself;
		expect(result.documents.map((d) => d.severity)).toEqual(["none", "none", "none"]);
		expect(exitCode(result, DEFAULT_POLICY)).toBe(0);
		expect(result.verdict.label).toBe("INCONCLUSIVE");
		expect(result.verdict.reasons.join(" ")).toContain("No evidence of residual knowledge at this budget");
	});

	it("supports the suppression claim only when the original says what there was to forget", async () => {
		const full = { probes: suiteProbes("full") };
		const { result } = await audit({ target: reference, reference, original }, full);
		// Quantised and relearned copies are claims of their own.
		expect(result.verdict.missing).toEqual([
			expect.stringMatching(/^Quantised copies/),
			expect.stringMatching(/^Relearning of the other half/),
			expect.stringMatching(/^Further references/),
		]);
		expect(result.verdict.supported).toBe(true);
		const without = await audit({ target: reference, reference }, full);
		expect(without.result.verdict.supported).toBe(false);
	});

	it("means nothing when the probes cannot extract retain text", async () => {
		const blank = fakeModel({ memorised: [], vocabulary });
		const { result } = await audit({ target: blank, reference: blank });
		expect(result.verdict.label).toBe("INCONCLUSIVE");
		expect(result.verdict.reasons[0]).toContain("power");
	});
});

describe("the run itself", () => {
	it("asks each question of each role once", async () => {
		const asked: Question[] = [];
		const fakes = { target: original, reference };
		await audit(fakes, {}, askFakes(fakes, asked));
		const keys = asked.map((q) => JSON.stringify(q));
		expect(new Set(keys).size).toBe(keys.length);
		const wholes = asked.filter((q) => q.kind === "score" && q.scoredFrom === 0 && q.role === "target");
		expect(wholes).toHaveLength(9);
	});

	it("gives the same result whatever the order of answers and the size of waves", async () => {
		const fakes = { target: original, reference };
		const forward: Ask = async function* (questions) {
			for (const [index, question] of questions.entries()) {
				for await (const { outcome } of askFakes(fakes)([question])) yield { index, outcome };
			}
		};
		const one = await audit(fakes);
		const two = await audit(fakes, { waveSize: 3 }, forward);
		expect(two.result).toEqual(one.result);
	});

	it("reports documents as they finish, forget documents first, before the conclusion", async () => {
		const { events } = await audit({ target: original, reference }, { waveSize: 8 });
		const order = events.flatMap((e) => (e.type === "document" ? [e.document.path] : []));
		expect(order.slice(0, forget.length)).toEqual(forget.map((d) => d.path));
		expect([...order].sort()).toEqual([...forget, ...retain, ...holdout].map((d) => d.path).sort());
		const firstDocument = events.findIndex((e) => e.type === "document");
		expect(events.slice(firstDocument).some((e) => e.type === "progress")).toBe(true);
		expect(events.at(-1)?.type).toBe("concluded");
	});

	it("counts up to as many answers as there are known questions", async () => {
		const { events } = await audit({ target: original });
		const last = events.findLast((e) => e.type === "progress");
		expect(last?.type === "progress" && last.answered === last.known).toBe(true);
	});

	it("goes on when single questions fail and says so", async () => {
		const fakes = { target: original, reference };
		const failing: Ask = async function* (questions) {
			for await (const { index, outcome } of askFakes(fakes)(questions)) {
				const q = questions[index];
				const fails = q?.kind === "generate" && q.role === "target";
				yield {
					index,
					outcome: fails ? { kind: "failure", code: "engine", message: "The engine crashed three times." } : outcome,
				};
			}
		};
		const { result } = await audit(fakes, {}, failing);
		const note = result.documents[0]?.notes.find((n) => n.kind === "failed" && n.message.includes("crashed"));
		expect(note?.message).toMatch(/^A continuation could not be asked of the target: The engine crashed/);
		expect(note?.passages?.[0]).toMatchObject({ start: 0 });
		expect(result.documents[0]?.severity).toBe("error");
	});

	it("ends with a Problem when the models stop answering", async () => {
		const silent: Ask = async function* () {};
		await expect(audit({ target: original }, {}, silent)).rejects.toMatchObject({ code: "cancelled" });
	});

	it("works on a forget set alone and lists what it could not compare", async () => {
		const documents = { forget, retain: [], holdout: [] };
		const { result } = await audit({ target: original }, { documents });
		expect(result.documents.map((d) => d.severity)).toEqual(["error", "error", "error"]);
		expect(result.verdict.label).toBe("INCONCLUSIVE");
		expect(result.verdict.missing.map((m) => m.split(/[:,] /)[0])).toEqual([
			"Surface (B)",
			"Quantised copies (Q)",
			"Relearning of the other half (D)",
			"An original model",
			"A reference model",
			"Retain documents",
			"Holdout documents",
		]);
	});

	it("calls a document that is too short to be asked just that", async () => {
		const documents = { forget: [...forget, documentOf("short.txt", "Too few words.")], retain: [], holdout: [] };
		const { result } = await audit({ target: original, reference }, { documents });
		const said = result.notes.filter((n) => n.probe === "audit").map((n) => n.message);
		expect(said).toEqual(["1 of 4 documents could not be asked: too short (short.txt)."]);
		expect(result.verdict.label).toBe("INEFFECTIVE");
	});

	it("reports nothing outside a selection", async () => {
		const selection = { start: 300, end: 420 };
		const documents = { forget: forget.slice(0, 1), retain: [], holdout: [] };
		const { result } = await audit({ target: original }, { documents, selection });
		const leaks = result.documents[0]?.leaks ?? [];
		expect(leaks.length).toBeGreaterThan(0);
		expect(leaks.every((l) => l.start >= 300 && l.end <= 420)).toBe(true);
	});

	it("answers an empty audit with empty results", async () => {
		const { result } = await audit({ target: original }, { documents: { forget: [], retain: [], holdout: [] } });
		expect(result.summary.documents).toBe(0);
	});
});
