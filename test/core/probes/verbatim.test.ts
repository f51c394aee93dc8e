import { describe, expect, it } from "vitest";
import type { SetName } from "../../../src/core/corpus/document.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import { fakeTokenizer } from "../../../src/core/model/fakeTokenizer.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { minK } from "../../../src/core/probes/membership/minK.ts";
import type { Probe, ProbeContext } from "../../../src/core/probes/probe.ts";
import { continuation } from "../../../src/core/probes/verbatim/continuation.ts";
import { extraction } from "../../../src/core/probes/verbatim/extraction.ts";
import { extractionStrength } from "../../../src/core/probes/verbatim/extractionStrength.ts";
import { descriptions, documentOf, type Fakes, NOTHING_ELSE, runProbe } from "../askFakes.ts";
import { prose } from "../prose.ts";

const run = (
	probe: Probe,
	text: string,
	fakes: Fakes,
	set: SetName = "forget",
	asked: Question[] = [],
	more: Partial<ProbeContext> = {},
) => {
	const context: ProbeContext = {
		set,
		models: descriptions(fakes),
		documents: NOTHING_ELSE,
		seed: 1,
		chat: () => false,
		...more,
	};
	return runProbe(probe.run(documentOf("d.txt", text), context), fakes, asked);
};
const before = prose(1, 150);
const secret = prose(2, 150);
const after = prose(3, 150);
const text = `${before} ${secret} ${after}`;
const at = { start: before.length + 1, end: before.length + 1 + secret.length };
const knows = (p: number, more = {}) => fakeModel({ memorised: [secret], vocabulary: [text], p, ...more });
const score = (
	result: { scores: readonly { metric: string; role: string; value: number }[] },
	metric: string,
	role = "target",
) => result.scores.find((s) => s.metric === metric && s.role === role)?.value ?? Number.NaN;

describe("extraction", () => {
	it("finds exactly the passage the model knows", async () => {
		const result = await run(extraction, text, { target: knows(0.999) });
		const strong = result.findings.filter((f) => f.value >= 0.5);
		expect(strong.length).toBeGreaterThan(5);
		const tenTokens = secret.length / 15;
		expect(Math.min(...strong.map((f) => f.span.start))).toBeGreaterThanOrEqual(at.start);
		expect(Math.min(...strong.map((f) => f.span.start))).toBeLessThan(at.start + 2 * tenTokens);
		expect(Math.max(...strong.map((f) => f.span.end))).toBeLessThanOrEqual(at.end);
		expect(Math.max(...strong.map((f) => f.span.end))).toBeGreaterThan(at.end - 2 * tenTokens);
	});

	it("computes p_z as the product over the suffix under top-k 40", async () => {
		const model = knows(0.99);
		const result = await run(extraction, text, { target: model });
		const size = model.description.vocabularySize;
		// Kept: the guess and 39 others that share 0.01 with all size - 1.
		const q = 0.99 / (0.99 + (39 * 0.01) / (size - 1));
		expect(score(result, "pz_max")).toBeCloseTo(q ** 50, 5);
		const finding = result.findings.find((f) => Math.abs(f.value - q ** 50) < 1e-5);
		expect(finding?.evidence.numbers.target?.["tries"]).toBe(Math.ceil(Math.log(0.5) / Math.log1p(-(q ** 50))));
	});

	it("asks in the windows and under the sampling that somebody chose", async () => {
		const [model, asked] = [knows(0.99), [] as Question[]];
		const settings = { prefix: 20, suffix: 30, stride: 15, temperature: 0.5, topK: 10 };
		const result = await run(extraction, text, { target: model }, "forget", asked, { extraction: settings });
		// At T 0.5 every probability is squared; nine others are kept beside the guess.
		const other = (0.01 / (model.description.vocabularySize - 1)) ** 2;
		const q = 0.99 ** 2 / (0.99 ** 2 + 9 * other);
		expect(score(result, "pz_max")).toBeCloseTo(q ** 30, 8);
		expect(result.findings[0]?.evidence.setting).toBe(
			"20-token prefix, 30-token suffix, T 0.5, top-k 10, a pass of its own",
		);
		const scored = asked.filter((question) => question.kind === "score");
		expect(scored.every(({ schemes }) => `${JSON.stringify(schemes)}` === '[{"temperature":0.5,"topK":10}]')).toBe(
			true,
		);
		const { starts } = fakeTokenizer([secret, text]).encode(text);
		const begins = result.findings.map(({ span }) => starts.indexOf(span.start));
		expect(new Set(begins.slice(1).map((at, i) => at - (begins[i] ?? 0)))).toEqual(new Set([15]));
	});

	it("takes the reference's value of the same windows as control", async () => {
		const result = await run(extraction, text, {
			target: knows(0.999),
			reference: fakeModel({ memorised: [], vocabulary: [text] }),
		});
		const strong = result.findings.filter((f) => f.value >= 0.5);
		expect(strong.every((f) => f.control !== undefined && f.control < 1e-30)).toBe(true);
		expect(score(result, "pz_max", "reference")).toBeLessThan(1e-30);
	});

	it("scores every model as if it were the target", async () => {
		const blank = fakeModel({ memorised: [], vocabulary: [text] });
		const both = await run(extraction, text, { target: blank, original: knows(0.99) });
		const alone = await run(extraction, text, { target: knows(0.99) });
		expect(both.findings).toEqual([]);
		for (const metric of ["pz_max", "extractable_share", "logp_token"]) {
			expect(score(both, metric, "original")).toBe(score(alone, metric));
		}
	});

	it("finds nothing in a model that knows nothing, and asks no window twice over", async () => {
		const asked: Question[] = [];
		const result = await run(
			extraction,
			text,
			{ target: fakeModel({ memorised: [], vocabulary: [text] }) },
			"forget",
			asked,
		);
		expect(result.findings).toEqual([]);
		expect(score(result, "extractable_share")).toBe(0);
		expect(asked.map((q) => q.kind)).toEqual(["tokenize", "score"]);
	});

	it("measures the share of characters once, however many windows cover them", async () => {
		const result = await run(extraction, secret, { target: knows(1 - 1e-9) });
		const tokens = fakeTokenizer([secret]).encode(secret);
		const split = tokens.starts[50] ?? 0;
		expect(score(result, "extractable_share")).toBeCloseTo((secret.length - split) / secret.length, 10);
	});

	it("shrinks its windows to a short document and says so", async () => {
		const short = prose(9, 40);
		const result = await run(extraction, short, { target: fakeModel({ memorised: [short] }) });
		expect(result.notes.map((n) => n.kind)).toEqual(["adapted"]);
		expect(result.findings[0]?.evidence.setting).toMatch(/^2\d-token prefix, 2\d-token suffix/);
	});

	it("does not run on a dozen tokens, nor on none", async () => {
		for (const tiny of ["Ba ke lo mi nu.", ""]) {
			const result = await run(extraction, tiny, { target: fakeModel({ memorised: [], vocabulary: [tiny] }) });
			expect(result.notes.map((n) => n.kind)).toEqual(["not-run"]);
			expect(result.scores).toEqual([]);
		}
	});

	it("finds the passage in a document longer than the context", async () => {
		const result = await run(extraction, text, { target: knows(0.999, { contextLength: 140 }) });
		expect(result.notes.map((n) => n.message).join()).toMatch(/overlapping chunks/);
		const strong = result.findings.filter((f) => f.value >= 0.5);
		expect(strong.length).toBeGreaterThan(5);
		expect(strong.every((f) => f.span.start >= at.start && f.span.end <= at.end)).toBe(true);
	});

	it("falls back to plain log p on an engine without sampling schemes", async () => {
		const target = knows(0.999, { capabilities: ["rank", "generate"] });
		const result = await run(extraction, text, { target });
		expect(result.notes.map((n) => n.message).join()).toMatch(/cannot score under T 1, top-k 40/);
		expect(score(result, "pz_max")).toBeCloseTo(0.999 ** 50, 4);
	});
});

describe("greedy continuation", () => {
	it("reproduces a known document to its end", async () => {
		const result = await run(continuation, `${secret}\n`, { target: knows(0.999) });
		expect(score(result, "match_share")).toBe(1);
		expect(score(result, "rougeL_recall")).toBe(1);
		const [finding] = result.findings;
		expect(finding?.span.end).toBe(secret.length);
		expect(finding?.value).toBe(finding?.evidence.numbers.target?.["remainder"]);
	});

	it("leaves blank lines at the end out when it decides how much to give and how much to ask for", async () => {
		// 30 words and 3 full stops, then 40 line breaks: half of the 33 are given, not 32, after which one would be all.
		const short = prose(41, 30);
		const model = fakeModel({ memorised: [short], vocabulary: ["\n"], trigger: 1 });
		const asked: Question[] = [];
		await run(continuation, short + "\n".repeat(40), { target: model }, "forget", asked);
		expect(asked).toContainEqual(expect.objectContaining({ kind: "generate", maxTokens: 17 }));
	});

	it("matches nothing of an unknown document", async () => {
		const result = await run(continuation, before, { target: knows(0.999) });
		expect(score(result, "match_longest")).toBe(0);
		expect(result.findings).toEqual([]);
	});

	it("marks both sides of a deviation", async () => {
		const words = secret.split(" ");
		const altered = [...words.slice(0, 90), "Xylophone", ...words.slice(91)].join(" ");
		// The model wrote the secret; the document differs from it in one word.
		const result = await run(continuation, altered, {
			target: fakeModel({ memorised: [secret], vocabulary: [altered] }),
		});
		expect(result.findings).toHaveLength(2);
		const place = altered.indexOf("Xylophone");
		expect(result.findings.every((f) => f.span.end <= place || f.span.start >= place + "Xylophone".length)).toBe(true);
	});

	it("compares a span with what the reference reproduces of that span, not elsewhere", async () => {
		const [opening, template, own] = [prose(31, 40), prose(32, 60), prose(33, 60)];
		const vocabulary = [opening, template, own];
		const result = await run(continuation, `${opening} ${template} ${own}`, {
			target: fakeModel({ memorised: [`${opening} ${own}`], vocabulary }),
			reference: fakeModel({ memorised: [`${opening} ${template}`], vocabulary }),
		});
		// 60 words, their 5 full stops and the one before them; the reference writes as much, but of the passage before.
		const finding = result.findings.find((f) => f.value >= 60);
		expect(finding?.span.start).toBe(opening.length + template.length);
		expect(finding).toMatchObject({ value: 66, control: 1 });
	});

	it("leaves room for a reference that needs more tokens for the same text", async () => {
		const long = prose(5, 600);
		const asked: Question[] = [];
		const reference = fakeModel({ memorised: [], vocabulary: [long, "another"], contextLength: 300 });
		const result = await run(
			continuation,
			long,
			{ target: fakeModel({ memorised: [long], contextLength: 300 }), reference },
			"forget",
			asked,
		);
		expect(result.notes.filter((n) => n.kind === "failed")).toEqual([]);
		expect(score(result, "match_share")).toBeGreaterThan(0.9);
	});

	it("starts again along a long document, but only once on control sets", async () => {
		const long = prose(5, 1300);
		const model = fakeModel({ memorised: [long] });
		const asked: Question[] = [];
		const result = await run(continuation, long, { target: model }, "forget", asked);
		expect(asked.filter((q) => q.kind === "generate").length).toBe(3);
		expect(score(result, "match_share")).toBe(1);
		const control: Question[] = [];
		await run(continuation, long, { target: model }, "retain", control);
		expect(control.filter((q) => q.kind === "generate").length).toBe(1);
	});

	it("is not run by an engine that cannot generate", async () => {
		const result = await run(continuation, secret, { target: knows(0.9, { capabilities: [] }) });
		expect(result.notes.map((n) => n.kind)).toEqual(["not-run"]);
	});
});

describe("extraction strength and Min-K", () => {
	it("does not let a line break at the very end hide what comes before it", async () => {
		const expectsMore = fakeModel({ memorised: [`${secret} and more`], vocabulary: ["\n"] });
		const strict = await run(extractionStrength, `${secret}\n`, { target: expectsMore });
		expect(score(strict, "extraction_strength")).toBeGreaterThan(0.9);
	});

	it("tells how early the model completes the document", async () => {
		const tokens = fakeTokenizer([secret]).encode(secret).ids.length;
		const result = await run(extractionStrength, secret, { target: knows(0.999) });
		// The first six tokens call it up; a uniform guess ties with everything, so rank 0 stands for them too.
		expect(score(result, "extraction_strength")).toBeGreaterThanOrEqual((tokens - 6) / tokens);
		expect((await run(extractionStrength, before, { target: knows(0.999, { capabilities: [] }) })).notes[0]?.kind).toBe(
			"not-run",
		);
	});

	it("does not count a first token that has nothing before it", async () => {
		// No word comes twice, so that each calls up the next: every token that something precedes is the first choice.
		const once = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau";
		const target = fakeModel({ memorised: [once], trigger: 1, addsBos: false });
		const result = await run(extractionStrength, once, { target });
		expect(score(result, "exact_memorization")).toBe(1);
		expect(score(result, "extraction_strength")).toBe(1);
	});

	it("gives known text the higher Min-K and finds nothing per passage", async () => {
		const known = await run(minK, secret, { target: knows(0.999) });
		const unknown = await run(minK, before, { target: knows(0.999) });
		expect(score(known, "mink_20")).toBeGreaterThan(score(unknown, "mink_20"));
		expect([...known.findings, ...unknown.findings]).toEqual([]);
		const size = knows(0.9).description.vocabularySize;
		expect(score(unknown, "mink_20")).toBeCloseTo(-Math.log(size), 5);
	});

	it("share their questions with extraction", async () => {
		const asked = await Promise.all(
			[extraction, extractionStrength, minK].map(async (probe) => {
				const questions: Question[] = [];
				await run(probe, secret, { target: knows(0.999) }, "forget", questions);
				return JSON.stringify(questions.slice(0, 2));
			}),
		);
		expect(new Set(asked).size).toBe(1);
	});
});
