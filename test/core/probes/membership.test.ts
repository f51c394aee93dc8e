import { describe, expect, it } from "vitest";
import type { SetName } from "../../../src/core/corpus/document.ts";
import { zlibBytes } from "../../../src/core/metrics/zlibBytes.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { likelihood } from "../../../src/core/probes/membership/likelihood.ts";
import { lossCurve } from "../../../src/core/probes/membership/lossCurve.ts";
import { minK } from "../../../src/core/probes/membership/minK.ts";
import { recall } from "../../../src/core/probes/membership/recall.ts";
import type { Probe, ProbeContext, ProbeSample } from "../../../src/core/probes/probe.ts";
import { extraction } from "../../../src/core/probes/verbatim/extraction.ts";
import { descriptions, documentOf, type Fakes, NOTHING_ELSE, runProbe } from "../askFakes.ts";
import { prose } from "../prose.ts";

const text = `Once ${prose(7, 40)}`;
const run = (probe: Probe, fakes: Fakes, document = text, asked: Question[] = []) => {
	const context: ProbeContext = {
		set: "forget",
		models: descriptions(fakes),
		documents: NOTHING_ELSE,
		seed: 1,
		chat: () => false,
	};
	return runProbe(probe.run(documentOf("d.txt", document), context), fakes, asked);
};
const value = (result: Awaited<ReturnType<typeof run>>, metric: string, role = "target") =>
	result.scores.find((s) => s.metric === metric && s.role === role)?.value;

/** Knows nothing: every token of it has the probability 1 / size. */
const blank = (more = {}) => fakeModel({ memorised: [], vocabulary: [text, text.toLowerCase()], ...more });

describe("likelihood", () => {
	it("is the mean surprise, plain and per compressed byte", async () => {
		const model = blank();
		const result = await run(likelihood, { target: model });
		const surprise = Math.log(model.description.vocabularySize);
		expect(value(result, "loss")).toBeCloseTo(surprise, 4);
		expect(value(result, "loss_zlib")).toBeCloseTo(surprise / zlibBytes(text), 7);
		// Nothing is expected more than anything else, in capitals or not.
		expect(value(result, "loss_lower")).toBeCloseTo(1, 5);
		expect(value(result, "loss_reference")).toBeUndefined();
	});

	it("sets a document against its lower case and against a model that never saw it", async () => {
		const knows = fakeModel({ memorised: [text], vocabulary: [text.toLowerCase()] });
		const words = { target: knows, reference: fakeModel({ memorised: [], vocabulary: [text, text.toLowerCase()] }) };
		const result = await run(likelihood, words);
		expect(value(result, "loss_lower")).toBeLessThan(0.9);
		const [own, other] = [value(result, "loss"), value(result, "loss", "reference")];
		expect(value(result, "loss_reference")).toBeCloseTo((own ?? 0) - (other ?? 0), 9);
		expect(value(result, "loss_reference")).toBeLessThan(-1);
		expect(value(result, "loss_reference", "reference")).toBeUndefined();
	});

	it("says what is no yardstick", async () => {
		const small = text.toLowerCase();
		const other = fakeModel({ memorised: [], vocabulary: ["other words"] });
		const result = await run(likelihood, { target: blank(), reference: other }, small);
		const said = result.notes.map(({ message }) => message).join(" ");
		expect(said).toMatch(/no capitals/);
		expect(said).toMatch(/different tokens/);
		expect(value(result, "loss_lower")).toBeUndefined();
		expect(value(result, "loss_reference")).toBeUndefined();
	});

	it("asks for nothing but the lower-cased text that extraction and Min-K have not asked for", async () => {
		const fakes = { target: blank(), reference: blank() };
		const [others, own]: [Question[], Question[]] = [[], []];
		await run(extraction, fakes, text, others);
		await run(minK, fakes, text, others);
		await run(likelihood, fakes, text, own);
		const known = new Set(others.map((question) => JSON.stringify(question)));
		const fresh = own.filter((question) => !known.has(JSON.stringify(question)));
		expect(fresh.map((question) => [question.kind, question.role])).toEqual([
			["tokenize", "target"],
			["score", "target"],
			["score", "reference"],
		]);
		for (const question of fresh) expect(question).toMatchObject({ text: text.toLowerCase() });
	});
});

describe("Min-K%++", () => {
	// Twenty words, each one token that calls up the next with p = 0.9; three of them stand in place of what is known.
	const own = Array.from({ length: 20 }, (_, i) => `w${i}`);
	const known = own.map((word, i) => ([5, 10, 15].includes(i) ? `x${i}` : word)).join(" ");
	const document = own.join(" ");
	const half = (more = {}) => fakeModel({ memorised: [known], vocabulary: [document], p: 0.9, trigger: 1, ...more });

	it("is the mean of the lowest fifth of log p standardised by the model's own distribution", async () => {
		const reference = fakeModel({ memorised: [], vocabulary: [document] });
		const result = await run(minK, { target: half(), reference }, document);
		// A guess of probability p against equals that share the rest: the mean of log p is p high + (1 - p) low, its standard
		// deviation sqrt(p (1 - p)) (high - low). A right guess has z = sqrt((1 - p) / p) = 1/3, a wrong one -sqrt(p / (1 - p))
		// = -3. The first word and the ones after a wrong guess are called up by nothing: all alike, z = 0.
		// Three times -3, four times 0, thirteen times 1/3; the lowest four of twenty: -3, -3, -3, 0.
		expect(value(result, "minkpp_20")).toBeCloseTo(-9 / 4, 4);
		expect(value(result, "minkpp_20", "reference")).toBeCloseTo(0, 6);
		// Min-K% of the same tokens: three wrong guesses share 0.1 with all others, the fourth is one among equals.
		const size = half().description.vocabularySize;
		const wrong = Math.log(0.1 / (size - 1));
		expect(value(result, "mink_20")).toBeCloseTo((3 * wrong - Math.log(size)) / 4, 4);
	});

	it("is not told by an engine that has no standard deviations", async () => {
		const result = await run(minK, { target: half({ capabilities: ["rank", "entropy"] }) }, document);
		expect(value(result, "minkpp_20")).toBeUndefined();
		expect(value(result, "mink_20")).toBeLessThan(0);
		expect(result.notes.map(({ message }) => message)).toEqual([
			"Min-K%++ needs entropy and sd, which the target's engine cannot tell.",
		]);
	});
});

describe("the loss curve", () => {
	it("is told of every document, and asks nothing that Min-K has not asked", async () => {
		const [others, own]: [Question[], Question[]] = [[], []];
		const fakes = { target: blank(), reference: blank() };
		await run(minK, fakes, text, others);
		const result = await run(lossCurve, fakes, text, own);
		expect(own).toEqual(others);
		expect(value(result, "curve_start")).toBeCloseTo(Math.log(fakes.target.description.vocabularySize), 4);
		// Every token is as likely as any other.
		expect(value(result, "curve_slope", "reference")).toBeCloseTo(0, 6);
	});

	it("is combined by the share of the holdout that each signal is below, itself aside", () => {
		const sample = (set: SetName, i: number, start: number, slope: number): ProbeSample => ({
			set,
			document: documentOf(`${set}${i}`, ""),
			result: {
				scores: [
					{ metric: "curve_start", role: "target", value: start },
					{ metric: "curve_slope", role: "target", value: slope },
				],
				findings: [],
				notes: [],
			},
		});
		// Forget: p = 0 and 1/2 of (1, 2) and of (0, 1), so 1 - 1/4, and 1 - 3/4. Holdout, each against the other: 1/2.
		const samples = [
			...[sample("forget", 1, 0.5, 0.5), sample("forget", 2, 1.5, 1.5)],
			...[sample("holdout", 1, 1, 1), sample("holdout", 2, 2, 0)],
		];
		const metrics = lossCurve.conclude?.(samples, 1, { capability: 0.9 }).metrics ?? {};
		expect(metrics["curve_auc"]).toMatchObject({ value: 0.5, n: 4, orientation: "higher = more leakage" });
		expect(metrics["curve_tpr_1"]?.value).toBe(0.5);
		expect(metrics["curve_start_auc"]?.value).toBe(0.75);
	});
});

describe("ReCaLL", () => {
	const other = documentOf("h.txt", prose(9, 30));
	const conditioned = (fakes: Fakes, holdout = [other], asked: Question[] = []) => {
		const documents = { ...NOTHING_ELSE, holdout };
		const context: ProbeContext = { set: "forget", models: descriptions(fakes), documents, seed: 1, chat: () => false };
		return runProbe(recall.run(documentOf("d.txt", text), context), fakes, asked);
	};
	const both = (more = {}) => fakeModel({ memorised: [], vocabulary: [text, other.text], ...more });

	it("is 1 for a model that nothing disturbs, and puts unseen text before the document", async () => {
		const asked: Question[] = [];
		expect(value(await conditioned({ target: both() }, [other], asked), "recall_ratio")).toBeCloseTo(1, 5);
		const last = asked.at(-1);
		expect(last).toMatchObject({ kind: "score", text: `${other.text}\n\n${text}`, scoredFrom: other.text.length + 2 });
	});

	it("falls below 1 where what stands before the document helps to guess it", async () => {
		// The unseen text calls up the document's beginning, which nothing calls up alone.
		const seam = `${other.text}\n\n${text}`;
		const helped = fakeModel({
			memorised: [seam.slice(0, other.text.length + 2 + 60)],
			vocabulary: [text, other.text],
		});
		const ratio = value(await conditioned({ target: helped }), "recall_ratio") ?? Number.NaN;
		const alone = value(await run(likelihood, { target: helped }), "loss") ?? Number.NaN;
		expect(ratio).toBeLessThan(1);
		// Loss behind the text over loss alone.
		expect(ratio * alone).toBeLessThan(alone);
	});

	it("keeps shots and document within the context", async () => {
		const asked: Question[] = [];
		const small = both({ contextLength: 64 });
		const result = await conditioned({ target: small }, [other, documentOf("i.txt", prose(11, 30))], asked);
		expect(result.notes.filter(({ kind }) => kind === "failed")).toEqual([]);
		expect(value(result, "recall_ratio")).toBeCloseTo(1, 5);
	});

	it("needs holdout documents", async () => {
		const result = await conditioned({ target: both() }, []);
		expect(result.notes.map(({ message }) => message)).toEqual([
			"ReCaLL needs holdout documents to put before the document.",
		]);
	});
});

describe("separation of forget from holdout", () => {
	const sample = (set: SetName, loss: number): ProbeSample => ({
		set,
		document: documentOf(`${set}${loss}`, ""),
		result: { scores: [{ metric: "loss", role: "target", value: loss }], findings: [], notes: [] },
	});

	it("turns scores so that 1 means that forget looks like training data", () => {
		const samples = [...[1, 2, 5].map((l) => sample("forget", l)), ...[3, 4].map((l) => sample("holdout", l))];
		const { metrics, notes } = likelihood.conclude?.(samples, 3, { capability: 0.5 }) ?? { metrics: {}, notes: [] };
		// Of six pairs, the losses 1 and 2 are below both others.
		expect(metrics["loss_auc"]?.value).toBeCloseTo(4 / 6, 12);
		expect(metrics["loss_tpr_1"]?.value).toBeCloseTo(2 / 3, 12);
		expect(metrics["loss_tpr_01"]?.value).toBeCloseTo(2 / 3, 12);
		for (const { interval, orientation } of Object.values(metrics)) {
			expect(orientation).toBe("higher = more leakage");
			expect(interval[0]).toBeLessThanOrEqual(interval[1]);
		}
		expect(metrics["loss_tpr_1"]?.explanation).toMatch(/with 2 of them: at none/);
		expect(notes).toEqual([expect.objectContaining({ kind: "gate" })]);
	});

	it("says nothing without a holdout", () => {
		expect(likelihood.conclude?.([sample("forget", 1)], 3, { capability: 0.5 })).toEqual({ metrics: {}, notes: [] });
	});
});
