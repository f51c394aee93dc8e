import { describe, expect, it } from "vitest";
import { neverBuilt } from "../../../src/core/audit/neverBuilt.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
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

	it("measures fluency on what a document's opening calls up", async () => {
		const text = Array.from({ length: 60 }, (_, i) => `word${i}`).join(" ");
		const model = fakeModel({ memorised: [text], vocabulary: [text] });
		const context: ProbeContext = {
			set: "retain",
			models: descriptions({ target: model }),
			documents: NOTHING_ELSE,
			seed: 1,
			chat: () => false,
		};
		const result = await runProbe(fluency.run(documentOf("f.txt", text), context), { target: model });
		// Never the same pair twice: log2 of their number, all but.
		expect(score(result, "fluency") ?? 0).toBeGreaterThan(4);
	});
});
