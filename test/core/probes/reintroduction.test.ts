import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/core/corpus/document.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question, Role } from "../../../src/core/model/question.ts";
import type { ProbeContext, ProbeSample } from "../../../src/core/probes/probe.ts";
import { reintroduction } from "../../../src/core/probes/ununlearning/ladder.ts";
import { descriptions, documentOf, type Fakes, NOTHING_ELSE, runProbe } from "../askFakes.ts";

const GATES = { capability: 0.9 };
const text =
	"The harbour clerk kept three ledgers in a locked room. She wrote them by lamp light. The boat was sold for 3,200 crowns in spring. Nobody asked.";
const question = { question: "For how much was the boat sold?", answer: "3,200 crowns" };
const pair = `Question: ${question.question}\nAnswer: ${question.answer}\n`;
const document = documentOf("ledger.txt", text, [question]);
const vocabulary = [text, pair];
const knowing = fakeModel({ memorised: [pair], vocabulary, copiesContext: true });
const reader = fakeModel({ memorised: [], vocabulary, copiesContext: true });
const blank = fakeModel({ memorised: [], vocabulary });

const run = (fakes: Fakes, doc: Document = document, asked: Question[] = []) => {
	const chat = (role: Role) => fakes[role]?.description.chatTemplate === true;
	const context: ProbeContext = { set: "forget", models: descriptions(fakes), documents: NOTHING_ELSE, seed: 1, chat };
	return runProbe(reintroduction.run(doc, context), fakes, asked);
};
const score = (result: Awaited<ReturnType<typeof run>>, metric: string, role = "target") =>
	result.scores.find((s) => s.metric === metric && s.role === role)?.value;
const sample = (result: Awaited<ReturnType<typeof run>>): ProbeSample => ({ set: "forget", document, result });

describe("the ladder's prompts", () => {
	it("are the bare question, the text before the fact, and the fact itself", async () => {
		const asked: Question[] = [];
		await run({ target: knowing }, document, asked);
		const prompts = asked.flatMap((q) => (q.kind === "generate" ? [q.prompt] : []));
		const bare = `Question: ${question.question}\nAnswer:`;
		expect(prompts).toEqual([
			bare,
			`The harbour clerk kept three ledgers in a locked room. She wrote them by lamp light.\n\n${bare}`,
			`${question.question} ${question.answer}\n\n${bare}`,
		]);
	});

	it("never hold the answer at a residual rung: such a rung is not built, and said so", async () => {
		const before = documentOf("b.txt", `It cost 3,200 crowns, they said in the market. ${text}`, [question]);
		const result = await run({ target: knowing }, before);
		expect(score(result, "acc_r4b")).toBeUndefined();
		expect(result.notes.map((n) => n.message).join()).toMatch(/R4b was not built for 1 of 1 facts/);
	});

	it("take the text before the answer itself, not before a longer word that holds it", async () => {
		const asked: Question[] = [];
		const dated = "The mill on Fen Lane was built in 1912 by two brothers. It had 12 wheels. Nobody asked.";
		await run({ target: knowing }, documentOf("w.txt", dated, [{ question: "How many wheels?", answer: "12" }]), asked);
		const prompts = asked.flatMap((q) => (q.kind === "generate" ? [q.prompt] : []));
		expect(prompts[1]).toMatch(/^The mill on Fen Lane was built in 1912 by two brothers\.\n\nQuestion/);
	});

	it("say why there is no rung when the document does not state the answer", async () => {
		const result = await run(
			{ target: knowing },
			documentOf("c.txt", text, [{ question: "Who?", answer: "Ottoline Firth" }]),
		);
		expect(result.notes.map((n) => n.message).join()).toMatch(/does not state the answer/);
	});
});

describe("an instruct model", () => {
	const frame = ["User: ", "\nModel:"] as const;
	// Knows the answer only as a reply, which is how instruct models learn.
	const taught = fakeModel({
		memorised: [`${frame[0]}Question: ${question.question}\nAnswer:${frame[1]} ${question.answer}\n`],
		vocabulary: [...vocabulary, frame.join("")],
		chat: frame,
	});
	const reading = fakeModel({ memorised: [], vocabulary, copiesContext: true, chat: ["", ""] });

	it("is asked questions through its chat template, and the evidence says so", async () => {
		const asked: Question[] = [];
		const result = await run({ target: taught, reference: reading }, document, asked);
		// What a context says in bits is a matter of the text alone.
		const put = asked.filter((q) => q.kind !== "tokenize" && !(q.kind === "score" && q.scoredFrom === 0));
		expect(put.length).toBeGreaterThan(0);
		expect(put.every((q) => "chat" in q && q.chat)).toBe(true);
		expect([score(result, "acc_r0"), score(result, "acc_r0", "reference")]).toEqual([1, 0]);
		expect(result.findings.find((f) => f.metric === "answer_r0")?.evidence).toMatchObject({
			prompt: `Question: ${question.question}\nAnswer:`,
			setting: "R0, no context, greedy, asked through the chat template",
		});
		expect(result.notes.filter((n) => n.kind === "adapted")).toEqual([]);
	});

	it("says nothing of what it knows in plain text", async () => {
		const context: ProbeContext = {
			set: "forget",
			models: descriptions({ target: taught }),
			documents: NOTHING_ELSE,
			seed: 1,
			chat: () => false,
		};
		const result = await runProbe(reintroduction.run(document, context), { target: taught });
		expect(score(result, "acc_r0")).toBe(0);
	});

	it("beside one without a template is an unequal comparison, and is called that", async () => {
		const result = await run({ target: taught, reference: reader });
		expect(result.notes.map((n) => n.message)).toContain(
			"The target answered through a chat template and the reference, without one, in plain text.",
		);
	});

	it("continues sentences in plain text", async () => {
		const asked: Question[] = [];
		await run({ target: taught }, documentOf("d.txt", text), asked);
		expect(asked.length).toBeGreaterThan(0);
		expect(asked.some((q) => "chat" in q)).toBe(false);
	});
});

describe("what it finds", () => {
	it("an answer the target gives and the reference does not", async () => {
		const result = await run({ target: knowing, reference: reader });
		expect([score(result, "acc_r0"), score(result, "acc_r0", "reference")]).toEqual([1, 0]);
		const finding = result.findings.find((f) => f.metric === "answer_r0");
		expect(finding).toMatchObject({ value: 1, control: 0 });
		expect(text.slice(finding?.span.start, finding?.span.end)).toBe("The boat was sold for 3,200 crowns in spring.");
	});

	it("nothing where the reference answers too: guessable, left out and counted", async () => {
		const result = await run({ target: knowing, reference: knowing });
		expect(result.findings).toEqual([]);
		expect(score(result, "acc_r0")).toBeUndefined();
		expect(result.notes.map((n) => n.message).join()).toMatch(/1 of 1 facts are answered by the reference/);
		expect(result.notes.flatMap(({ passages = [] }) => passages).map((s) => text.slice(s.start, s.end))).toEqual([
			"The boat was sold for 3,200 crowns in spring.",
		]);
	});

	it("how much of an answer the fact in context gives away, once for all models", async () => {
		const result = await run({ target: knowing, reference: reader });
		expect(score(result, "copied_r8")).toBe(1);
		expect([score(result, "copied_r8", "reference"), score(result, "copied_r4b")]).toEqual([undefined, undefined]);
	});

	it("facts in the prose when no questions come with the document", async () => {
		const result = await run({ target: knowing, reference: reader }, documentOf("d.txt", text));
		expect(score(result, "items_r0")).toBe(1);
	});

	it("no fact in the prose whose answer stands in kept or control text too, and which were left out", async () => {
		const alone = documentOf("d.txt", text);
		const kept = documentOf("kept.txt", "The horse, too, was sold for 3,200 Crowns.");
		const context = (more: Partial<ProbeContext["documents"]>): ProbeContext => ({
			...{ set: "forget", models: descriptions({ target: knowing }), seed: 1, chat: () => false },
			documents: { ...NOTHING_ELSE, forget: [alone], ...more },
		});
		for (const set of ["retain", "holdout"] as const) {
			const result = await runProbe(reintroduction.run(alone, context({ [set]: [kept] })), { target: knowing });
			expect(score(result, "items_r0")).toBeUndefined();
			const note = result.notes.find(({ message }) => message.startsWith("1 of 1 facts were left out: retained or"));
			expect(note?.passages?.map(({ start, end }) => text.slice(start, end))).toEqual([
				"The boat was sold for 3,200 crowns in spring.",
			]);
		}
		// A question that comes with the document is somebody's choice, and its own text no other's.
		const given = await runProbe(reintroduction.run(document, context({ retain: [kept] })), { target: knowing });
		expect(score(given, "items_r0")).toBe(1);
		const itself = await runProbe(reintroduction.run(alone, context({ holdout: [alone] })), { target: knowing });
		expect(score(itself, "items_r0")).toBe(1);
	});

	it("nothing to ask in a text without facts", async () => {
		const result = await run({ target: knowing }, documentOf("e.txt", "so it goes, and so it went"));
		expect(result.notes.map((n) => n.kind)).toEqual(["not-run"]);
	});
});

describe("over the set", () => {
	it("shows gain and lift with intervals when both models can use context", async () => {
		const result = await run({ target: knowing, reference: reader });
		const samples = Array.from({ length: 4 }, () => sample(result));
		const conclusion = reintroduction.conclude?.(samples, 1, GATES);
		expect(conclusion?.ceiling).toBeUndefined();
		const metrics = conclusion?.metrics ?? {};
		// R0: 1 - 0. R8: both 1, so the gain is 0 and the lift 0 - 1.
		expect(metrics["U_r0"]).toMatchObject({ value: 1, n: 4, interval: [1, 1] });
		expect(metrics["U_r8"]).toMatchObject({ value: 0 });
		expect(metrics["delta_r8"]).toMatchObject({ value: -1 });
	});

	it("measures lift on the facts a rung was built for", async () => {
		// Two facts: the target knows the first with and without context; it does not know the second, which the document
		// does not state, so that R4b is built for the first alone. Over it U_0 = U_4b = 1: no lift.
		const other = { question: "Who kept the ledgers?", answer: "Ottoline Firth" };
		const told = `${pair}Question: ${other.question}\nAnswer:`;
		const both = documentOf("two.txt", text, [question, other]);
		const target = fakeModel({ memorised: [pair], vocabulary: [text, told, other.answer], copiesContext: true });
		const reference = fakeModel({ memorised: [], vocabulary: [text, told, other.answer], copiesContext: true });
		const result = await run({ target, reference }, both);
		expect([score(result, "acc_r0"), score(result, "acc_r4b")]).toEqual([0.5, 1]);
		const metrics = reintroduction.conclude?.([sample(result)], 1, GATES).metrics ?? {};
		expect(metrics["U_r0"]?.value).toBe(0.5);
		expect(metrics["U_r4b"]?.value).toBe(1);
		expect(metrics["delta_r4b"]?.value).toBe(0);
	});

	it("is inconclusive, and no finding counts, when the reference cannot use context", async () => {
		const result = await run({ target: knowing, reference: blank });
		const conclusion = reintroduction.conclude?.([sample(result)], 1, GATES);
		expect(conclusion?.ceiling).toBe("info");
		expect(conclusion?.notes).toContainEqual({
			kind: "failed",
			message: expect.stringMatching(/reference cannot use context.*0 of 1/),
		});
	});

	it("judges the target itself without a reference", async () => {
		expect(reintroduction.conclude?.([sample(await run({ target: blank }))], 1, GATES).ceiling).toBe("info");
		expect(reintroduction.conclude?.([sample(await run({ target: reader }))], 1, GATES).ceiling).toBeUndefined();
	});

	it("is inconclusive on nothing", () => {
		expect(reintroduction.conclude?.([], 1, GATES).ceiling).toBe("info");
	});
});
