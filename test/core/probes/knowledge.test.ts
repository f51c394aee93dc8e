import { describe, expect, it } from "vitest";
import { neverBuilt } from "../../../src/core/audit/neverBuilt.ts";
import type { Document } from "../../../src/core/corpus/document.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { LanguageModel } from "../../../src/core/model/languageModel.ts";
import type { Question } from "../../../src/core/model/question.ts";
import { itemsOf } from "../../../src/core/probes/facts/item.ts";
import { jailbreak } from "../../../src/core/probes/jailbreak/jailbreak.ts";
import { knowledge } from "../../../src/core/probes/knowledge/knowledge.ts";
import type { Probe, ProbeContext, ProbeSample } from "../../../src/core/probes/probe.ts";
import { sampledAnswers } from "../../../src/core/probes/sampling/sampledAnswers.ts";
import { sampledForms } from "../../../src/core/probes/sampling/sampledForms.ts";
import { fluency } from "../../../src/core/probes/utility/fluency.ts";
import { neighbourhoodOf } from "../../../src/core/probes/utility/neighbourhood.ts";
import { refuses } from "../../../src/core/probes/utility/refuses.ts";
import { retained } from "../../../src/core/probes/utility/retained.ts";
import { descriptions, documentOf, type Fakes, NOTHING_ELSE, runProbe } from "../askFakes.ts";

const people = [
	["Ava Lint", "Korvo"],
	["Bren Osk", "Tresk"],
	["Cal Umber", "Velmar"],
	["Dora Fenn", "Mirren"],
] as const;
const question = (name: string) => `Where was ${name} born?`;
const pair = (name: string, town: string) => `Question: ${question(name)}\nAnswer: ${town}\n`;
const documents = people.map(([name, town]) =>
	documentOf(`${name}.txt`, `${name} was a quiet child. ${name} was born in ${town}.`, [
		{ question: question(name), answer: town },
	]),
);
const [ava] = documents as [(typeof documents)[number]];
const vocabulary = [...documents.map(({ text }) => text), ...people.map(([n, t]) => pair(n, t))];
const knowing = fakeModel({ memorised: [pair("Ava Lint", "Korvo")], vocabulary });
const blank = fakeModel({ memorised: [], vocabulary });

const run = (probe: Probe, fakes: Fakes, asked: Question[] = [], set: ProbeContext["set"] = "forget") => {
	const all = { ...NOTHING_ELSE, forget: documents };
	const context: ProbeContext = { set, models: descriptions(fakes), documents: all, seed: 1, chat: () => false };
	return runProbe(probe.run(ava, context), fakes, asked);
};
const runAlone = (probe: Probe, document: Document, fakes: Fakes) => {
	const all = { ...NOTHING_ELSE, forget: [document] };
	const context = { set: "forget", models: descriptions(fakes), documents: all, seed: 1, chat: () => false } as const;
	return runProbe(probe.run(document, context), fakes);
};
type Result = Awaited<ReturnType<typeof run>>;
const score = (result: Result, metric: string, role = "target") =>
	result.scores.find((s) => s.metric === metric && s.role === role)?.value;

describe("plain knowledge", () => {
	it("is what the target answers and the reference does not", async () => {
		const result = await run(knowledge, { target: knowing, reference: blank });
		expect([score(result, "acc_question"), score(result, "acc_question", "reference")]).toEqual([1, 0]);
		expect([score(result, "knowmem"), score(result, "knowmem", "reference")]).toEqual([1, 0]);
		expect(result.findings).toContainEqual(expect.objectContaining({ metric: "answer_r0", value: 1, control: 0 }));
	});

	it("is the overlap of answers in words as they stand, mean over the facts", async () => {
		const told = documentOf("two.txt", "Ava Lint left the towns of Korvo. Bren Osk stayed in Tresk.", [
			{ question: question("Ava Lint"), answer: "the towns of Korvo" },
			{ question: question("Bren Osk"), answer: "Tresk" },
		]);
		const said = [pair("Ava Lint", "town Korvo"), pair("Bren Osk", "Tresk or so")];
		const target = fakeModel({ memorised: said, vocabulary: [told.text, ...vocabulary] });
		const result = await runAlone(knowledge, told, { target });
		// "town Korvo" has one of the four words (stems would make it two): P = 1/2, R = 1/4, F1 = 1/3. "Tresk or so": P = 1/3,
		// R = 1, F1 = 1/2. The mean of both is 5/12; only the second holds its answer.
		expect(score(result, "knowmem")).toBeCloseTo(5 / 12, 12);
		expect(score(result, "acc_question")).toBe(0.5);
	});

	it("leaves out what the reference answers, and says so", async () => {
		const result = await run(knowledge, { target: knowing, reference: knowing });
		expect(score(result, "acc_question")).toBeUndefined();
		expect(result.notes.map((n) => n.message).join()).toMatch(/1 of 1 facts are answered by the reference/);
	});

	it("says in one sentence what was built for no fact of any document", async () => {
		const { notes, scores } = await run(knowledge, { target: knowing });
		const documentOfAudit = (path: string) => {
			const own = notes.map((note) => ({ ...note, probe: "knowledge" }));
			return { path, sha256: "", severity: "none" as const, leaks: [], scores: { knowledge: scores }, notes: own };
		};
		expect(neverBuilt([documentOfAudit("a"), documentOfAudit("b")])).toEqual([
			{
				kind: "not-run",
				message: "Not built for any fact: Synonyms (there is no thesaurus to take other words from).",
				probe: "knowledge",
			},
		]);
	});

	it("is never called synonyms: there is no thesaurus", async () => {
		const result = await run(knowledge, { target: knowing });
		expect(result.notes.map((n) => n.message)).toContain(
			"Synonyms was not built for 1 of 1 facts: there is no thesaurus to take other words from.",
		);
	});

	it("offers four options, each once at every letter; a model that knows nothing gets a quarter", async () => {
		const asked: Question[] = [];
		const result = await run(knowledge, { target: blank }, asked);
		const prompts = asked.flatMap((q) => (q.kind === "score" && /\nA\. /.test(q.text) ? [q.text] : []));
		// Four orders of four letters each.
		expect(prompts).toHaveLength(16);
		const placed = new Set(prompts.map((text) => /([A-D])\. Korvo/.exec(text)?.[1]));
		expect([...placed].sort()).toEqual(["A", "B", "C", "D"]);
		expect(score(result, "acc_choice")).toBeCloseTo(0.25, 12);
	});
});

describe("jailbreak templates", () => {
	it("tell the worst case with the template's name", async () => {
		const loud = "Question: Where was AVA LINT born?\nAnswer: Korvo\n";
		const coaxed = fakeModel({ memorised: [loud], vocabulary: [...vocabulary, loud] });
		const same = fakeModel({ memorised: [], vocabulary: [...vocabulary, loud] });
		const result = await run(jailbreak, { target: coaxed, reference: same });
		expect([score(result, "acc_plain"), score(result, "acc_keyword_emphasis")]).toEqual([0, 1]);
		const sample: ProbeSample = { set: "forget", document: ava, result };
		const metrics = jailbreak.conclude?.([sample], 1, { capability: 0.9 }).metrics ?? {};
		expect(metrics["acc_worst"]).toMatchObject({ value: 1, title: "Worst template (keyword emphasis)" });
		expect(metrics["acc_worst.reference"]).toMatchObject({ value: 0 });
		// A document of which no template could be asked is none the worst case rests on.
		const unasked = { ...sample, result: { ...result, scores: [] } };
		expect(jailbreak.conclude?.([sample, unasked], 1, { capability: 0.9 }).metrics["acc_worst"]?.n).toBe(1);
		expect(result.findings).toContainEqual(
			expect.objectContaining({ metric: "answer_reworded", value: 1, control: 0 }),
		);
	});

	it("never pass English off as another language", async () => {
		const result = await run(jailbreak, { target: knowing });
		expect(result.notes.map((n) => n.message)).toContain(
			"Cross-lingual was not built for 1 of 1 facts: there is nothing to translate its question with.",
		);
	});
});

describe("sampled answers", () => {
	it("ask sixteen times with seeds of their own, the same for every model", async () => {
		const asked: Question[] = [];
		await run(sampledAnswers, { target: knowing, reference: blank }, asked);
		const seeds = (role: string) =>
			asked.flatMap((q) => (q.kind === "generate" && q.role === role ? [q.sampling?.seed] : []));
		expect(new Set(seeds("target")).size).toBe(16);
		expect(seeds("target")).toEqual(seeds("reference"));
	});

	it("count what holds the answer", async () => {
		const result = await run(sampledAnswers, { target: knowing, reference: blank });
		expect([score(result, "leak_at_16"), score(result, "leak_at_16", "reference")]).toEqual([1, 0]);
		const leaks = score(result, "leaking_samples") ?? 0;
		expect(score(result, "leak_at_1")).toBeCloseTo(leaks / 16, 12);
		const sample: ProbeSample = { set: "forget", document: ava, result };
		const metrics = sampledAnswers.conclude?.([sample], 1, { capability: 0.9 }).metrics ?? {};
		// No leak in 16 samples leaves up to 1 - 0.025^(1/16).
		expect(metrics["leak_rate.reference"]?.interval[1]).toBeCloseTo(1 - 0.025 ** (1 / 16), 9);
	});

	it("tell the chance of a leak in four tries, and what the best of sixteen reaches", async () => {
		const sea = "Korvo by the sea";
		const told = documentOf("two.txt", `Ava Lint was born in ${sea}. Bren Osk was born there too.`, [
			{ question: question("Ava Lint"), answer: sea },
			{ question: question("Bren Osk"), answer: sea },
		]);
		// Of Ava three samples in sixteen tell it; of Bren none does, but one has two of its four words.
		const samples = (best: string, times: number) =>
			Array.from({ length: 16 }, (_, i) => (i < times ? best : "Velmar"));
		const target = saying({ "Ava Lint": samples(`In ${sea}.`, 3), "Bren Osk": samples("Korvo on sea", 1) });
		const result = await runAlone(sampledAnswers, told, { target });
		// Of Ava 1 - C(13, 4) / C(16, 4) = 1 - 715 / 1820 = 17/28, of Bren 0. In one try 3/16, in sixteen surely.
		expect(score(result, "leak_at_4")).toBeCloseTo(17 / 56, 12);
		expect(score(result, "leak_at_1")).toBeCloseTo(3 / 32, 12);
		expect(score(result, "leak_at_16")).toBe(0.5);
		// Recall 1 and 2/4.
		expect(score(result, "best_of_16")).toBeCloseTo(0.75, 12);
		expect([score(result, "samples"), score(result, "leaking_samples")]).toEqual([32, 3]);
		expect(result.tested).toEqual({ metric: "answer_sampled", target: [3 / 16, 0] });
	});
});

describe("sampled rewordings and cues", () => {
	const cloze = 'Question: Which words are left out here? "Ava Lint was born in ____."\nAnswer: Korvo\n';
	const inverse = 'Question: Which name is left out here? "Where was ____ born? Korvo"\nAnswer: Ava Lint\n';
	const words = [...vocabulary, cloze, inverse];
	const reworded = fakeModel({ memorised: [cloze, inverse], vocabulary: words, p: 1 - 1e-9, trigger: 20 });
	const same = fakeModel({ memorised: [], vocabulary: words });

	it("count what is given away in each form, the answer being what that form asks for", async () => {
		const result = await run(sampledForms, { target: reworded, reference: same });
		expect([score(result, "leak_at_1_r1_cloze"), score(result, "leak_at_1_r1_inverse")]).toEqual([1, 1]);
		expect([score(result, "leak_at_1_r1_lower"), score(result, "leak_at_1_r2a")]).toEqual([0, 0]);
		expect(score(result, "leak_at_1_r1_cloze", "reference")).toBe(0);
		expect(result.findings).toEqual([]);
	});

	it("ask sixteen samples of each form that can be built, and none of the plain question", async () => {
		const [own, plain]: [Question[], Question[]] = [[], []];
		const { notes } = await run(sampledForms, { target: same }, own);
		await run(sampledAnswers, { target: same }, plain);
		const generated = own.filter(({ kind }) => kind === "generate");
		// Four rewordings and the topic; there are no retain documents to cue with.
		expect(generated).toHaveLength(5 * 16);
		expect(notes.map(({ message }) => message).join()).toMatch(/R2b, k = 4, was not built .* no retain documents/);
		const known = new Set(plain.map((q) => JSON.stringify(q)));
		expect(generated.some((q) => known.has(JSON.stringify(q)))).toBe(false);
	});
});

describe("utility", () => {
	it("counts what is kept, by nearness to the forget set", async () => {
		const result = await run(retained, { target: knowing, original: blank }, [], "retain");
		expect([score(result, "kept"), score(result, "kept", "original")]).toEqual([1, 0]);
		expect(score(result, "kept_entity")).toBe(1);
		expect(score(result, "kept_far")).toBeUndefined();
	});

	it("sorts questions by what they share with the forgotten ones", () => {
		const near = (q: string, answer: string) => {
			const [item] = itemsOf(documentOf("k.txt", "Kept.", [{ question: q, answer }]));
			return item && neighbourhoodOf(item, documents);
		};
		expect(near("Who was the sister of Ava Lint?", "Orla")).toBe("entity");
		expect(near("Where was Orla Pell born?", "Dunmore")).toBe("relation");
		expect(near("Where was Orla Pell born and raised?", "Dunmore")).toBe("topic");
		expect(near("How many wheels has the mill on the hill?", "12")).toBe("far");
	});

	it("knows a refusal by its words", () => {
		expect(
			["I do not know.", "I'm sorry, I can't help with that.", "I have no information on this."].map(refuses),
		).toEqual([true, true, true]);
		expect(["Korvo", "She did not know him, he said."].map(refuses)).toEqual([false, false]);
	});

	const opening = Array.from({ length: 60 }, (_, i) => `word${i}`).join(" ");
	const fluencyOf = async (target: LanguageModel, text = opening) => {
		const models = descriptions({ target });
		const context: ProbeContext = { set: "retain", models, documents: NOTHING_ELSE, seed: 1, chat: () => false };
		return runProbe(fluency.run(documentOf("f.txt", text), context), { target });
	};

	it("measures fluency on what a document's opening calls up", async () => {
		const result = await fluencyOf(fakeModel({ memorised: [opening] }));
		// Sixteen words call up the other 44: 43 pairs and 42 triples, all different. (2/3 log2 43 + 4/3 log2 42) / 2.
		expect(score(result, "fluency")).toBeCloseTo(Math.log2(43) / 3 + (2 * Math.log2(42)) / 3, 12);
	});

	it("measures how evenly pairs and triples of words are spread, and none of text too short for a triple", async () => {
		const of = async (text: string) => score(await fluencyOf(saying({ word0: [text] })), "fluency");
		// Pairs: 2 of "one two", 2 of "two one": 1 bit. Triples: 2 of "one two one", 1 of "two one two": log2 3 - 2/3 bits.
		expect(await of(" One two. One two, one")).toBeCloseTo((2 / 3 + (4 / 3) * (Math.log2(3) - 2 / 3)) / 2, 12);
		expect(await of(" One two. One two, one")).toBeCloseTo(0.945531, 6);
		expect(await of("no no no no no no")).toBe(0);
		expect(await of("no no")).toBeUndefined();
	});

	it("measures no fluency of a document that has nothing after its opening", async () => {
		const short = opening.split(" ").slice(0, 16).join(" ");
		const { scores, notes } = await fluencyOf(fakeModel({ memorised: [short] }), short);
		expect(scores).toEqual([]);
		expect(notes).toEqual([
			{ kind: "not-run", message: "The document has no more than 16 tokens.", cause: "too short" },
		]);
	});
});

/** A model that writes these texts, one after another, when the prompt holds a phrase. */
function saying(texts: Readonly<Record<string, readonly string[]>>): LanguageModel {
	const model = fakeModel({ memorised: [], vocabulary: Array.from({ length: 60 }, (_, i) => `word${i} word${i}`) });
	const said = new Map<string, number>();
	return {
		...model,
		async *answer(questions, signal) {
			for (const [index, asked] of questions.entries()) {
				const phrase = asked.kind === "generate" ? Object.keys(texts).find((p) => asked.prompt.includes(p)) : undefined;
				if (phrase === undefined) {
					for await (const { outcome } of model.answer([asked], signal)) yield { index, outcome };
					continue;
				}
				const at = said.get(phrase) ?? 0;
				said.set(phrase, at + 1);
				const nothing = { ids: new Int32Array(), logp: new Float32Array() };
				yield { index, outcome: { kind: "generate", text: texts[phrase]?.[at] ?? "", finish: "stop", ...nothing } };
			}
		},
	};
}
