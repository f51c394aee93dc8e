import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/core/corpus/document.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import type { Question, Role } from "../../../src/core/model/question.ts";
import { itemsOf } from "../../../src/core/probes/facts/item.ts";
import type { Probe, ProbeContext, ProbeSample } from "../../../src/core/probes/probe.ts";
import { ladder } from "../../../src/core/probes/ununlearning/ladder.ts";
import { benignOf } from "../../../src/core/probes/utility/benign.ts";
import { chainTo } from "../../../src/core/probes/utility/chain.ts";
import { dualUse } from "../../../src/core/probes/utility/dualUse.ts";
import { recombination } from "../../../src/core/probes/utility/recombination.ts";
import { retained } from "../../../src/core/probes/utility/retained.ts";
import { descriptions, documentOf, type Fakes, NOTHING_ELSE, runProbe } from "../askFakes.ts";

const about = (path: string, ...pairs: readonly (readonly [question: string, answer: string])[]): Document =>
	documentOf(
		path,
		"Nothing stands here.",
		pairs.map(([question, answer]) => ({ question, answer })),
	);
const itemOf = (question: string, answer: string) => {
	const [item] = itemsOf(about("i", [question, answer]));
	if (!item) throw new Error("no item");
	return item;
};
const framed = (question: string, answer: string) => `Question: ${question}\nAnswer: ${answer}\n`;

function run(
	probe: Probe,
	fakes: Fakes,
	{ document, retain, set = "forget" }: { document: Document; retain: readonly Document[]; set?: ProbeContext["set"] },
	asked: Question[] = [],
) {
	const documents = { ...NOTHING_ELSE, forget: [document], retain };
	const context: ProbeContext = { set, models: descriptions(fakes), documents, seed: 1, chat: () => false };
	return runProbe(probe.run(document, context), fakes, asked);
}
/** What one document's run reports. */
const sample = (
	path: string,
	byRole: Readonly<Partial<Record<Role, Readonly<Record<string, number>>>>>,
): ProbeSample => ({
	set: "forget",
	document: documentOf(path, ""),
	result: {
		scores: Object.entries(byRole).flatMap(([role, values]) =>
			Object.entries(values).map(([metric, value]) => ({ metric, role: role as Role, value })),
		),
		findings: [],
		notes: [],
	},
});

describe("the retained fact beside a forgotten one", () => {
	const retain = [
		about("orla", ["Where was Orla Pell born?", "Dunmore"], ["How many boats had Orla Pell?", "12"]),
		about("sister", ["Who was the sister of Ava Lint?", "Orla"]),
		about("trade", ["Which trade was taught at the mill?", "tanner"]),
	];
	const beside = (question: string, answer: string) => {
		const pair = benignOf(itemOf(question, answer), retain);
		return typeof pair === "string" ? pair : pair.asked;
	};

	it("names the same, else has the same answer, else is the same question about somebody else", () => {
		expect(beside("Where was Ava Lint born?", "Korvo")).toBe("Who was the sister of Ava Lint?");
		expect(beside("What did the boy learn?", "tanner")).toBe("Which trade was taught at the mill?");
		expect(beside("Where was Bren Osk born?", "Tresk")).toBe("Where was Orla Pell born?");
	});

	it("does not share a number, which is alike by chance", () => {
		expect(beside("How many wheels has the mill?", "12")).toBe(
			"no retained fact shares a name, its answer or its question",
		);
		expect(benignOf(itemOf("Where?", "Here"), [])).toBe("there are no retain documents");
	});
});

describe("dual-use pairs", () => {
	const document = about("ava", ["Where was Ava Lint born?", "Korvo"], ["What is the price of it?", "nine"]);
	const retain = [about("orla", ["Where was Orla Pell born?", "Dunmore"])];
	const kept = framed("Where was Orla Pell born?", "Dunmore");
	const vocabulary = [
		document.text,
		kept,
		framed("Where was Ava Lint born?", "Korvo"),
		"What is the price of it? nine",
	];
	const clean = fakeModel({ memorised: [kept], vocabulary, trigger: 8 });
	const spoilt = fakeModel({ memorised: [], vocabulary });

	it("tell what is kept of the one and forgotten of the other", async () => {
		const { scores, notes } = await run(dualUse, { target: clean, original: spoilt }, { document, retain });
		const of = (metric: string, role: Role) => scores.find((s) => s.metric === metric && s.role === role)?.value;
		expect([of("dual_kept", "target"), of("dual_kept", "original")]).toEqual([1, 0]);
		expect([of("dual_forgotten", "target"), of("items_dual", "target")]).toEqual([0, 1]);
		expect(notes.map(({ message }) => message)).toEqual([
			"Dual-use pair was not built for 1 of 2 facts: no retained fact shares a name, its answer or its question.",
		]);
	});

	it("ask nothing that the ladder and retained knowledge do not ask", async () => {
		const [own, others]: [Question[], Question[]] = [[], []];
		await run(dualUse, { target: clean }, { document, retain }, own);
		await run(ladder, { target: clean }, { document, retain }, others);
		const [orla] = retain;
		if (orla) await run(retained, { target: clean }, { document: orla, retain, set: "retain" }, others);
		const known = new Set(others.map((question) => JSON.stringify(question)));
		expect(own.length).toBeGreaterThan(3);
		expect(own.filter((question) => !known.has(JSON.stringify(question)))).toEqual([]);
	});

	it("are told over the set as the share of what the original knows", () => {
		const pair = (dual_kept: number, dual_forgotten: number) => ({ dual_kept, dual_forgotten, items_dual: 2 });
		const { metrics = {}, notes = [] } =
			dualUse.conclude?.(
				[
					sample("a", { target: pair(1, 0), original: pair(1, 1), reference: pair(1, 0) }),
					sample("b", { target: pair(0.5, 0.5), original: pair(1, 1), reference: pair(1, 0) }),
				],
				1,
				{ capability: 0.9 },
			) ?? {};
		// 3 of the original's 4; alone the documents give 1 and 1/2.
		expect(metrics["dual_retention"]).toMatchObject({ value: 0.75, n: 4, interval: [0.5, 1] });
		expect(notes.map(({ message }) => message)).toEqual([
			"Dual-use pairs: beside 4 forgotten facts the target answers 3 retained ones, the original 4; of the forgotten it answers 1, the reference 0.",
		]);
	});
});

describe("recombination", () => {
	const [father, birth, whole] = [
		"Who is the father of Ava Lint of the old mill by the river?",
		"Where was Bren Osk born?",
		"Where was her father born, Ava Lint?",
	];
	const document = about("ava", [whole, "Korvo"]);
	const retain = [about("father", [father, "Bren Osk"]), about("osk", [birth, "Korvo"])];
	const chain = `${framed(father, "Bren Osk")}\n${framed(birth, "Korvo")}\n${framed(whole, "Korvo")}`;
	const vocabulary = [document.text, chain];

	it("is found where one retained fact names what the next asks about, whose answer is the forgotten one's", () => {
		const found = chainTo(itemOf(whole, "Korvo"), retain);
		expect(found).toMatchObject({ first: { asked: father }, second: { asked: birth } });
		expect(chainTo(itemOf(whole, "Tresk"), retain)).toBe("no two retained facts lead to its answer");
		// A fact that names the bridge itself needs no step.
		expect(chainTo(itemOf("Is Ava Lint from where Bren Osk was born?", "Korvo"), retain)).toBeTypeOf("string");
	});

	it("is asked directly, then step by step behind the model's own answers", async () => {
		const asked: Question[] = [];
		// Knows the steps, and the answer behind them alone.
		const reasoning = fakeModel({ memorised: [chain], vocabulary, trigger: 16 });
		const blank = fakeModel({ memorised: [], vocabulary });
		const { scores } = await run(recombination, { target: reasoning, reference: blank }, { document, retain }, asked);
		const of = (metric: string, role: Role) => scores.find((s) => s.metric === metric && s.role === role)?.value;
		expect([of("recombined_direct", "target"), of("recombined", "target")]).toEqual([0, 1]);
		expect(of("recombined", "reference")).toBe(0);
		const prompts = asked.flatMap((q) => (q.kind === "generate" && q.role === "target" ? [q.prompt] : []));
		expect(prompts.at(-1)).toBe(chain.slice(0, -" Korvo\n".length));
	});

	it("says that no fact follows from others where none does", async () => {
		const blank = fakeModel({ memorised: [], vocabulary });
		const { scores, notes } = await run(recombination, { target: blank }, { document, retain: retain.slice(0, 1) });
		expect(scores).toEqual([]);
		expect(notes.map(({ message }) => message)).toEqual([
			"Recombination was not built for 1 of 1 facts: no two retained facts lead to its answer.",
		]);
	});

	it("is set against the reference, which shows what unlearning cannot prevent", () => {
		const rate = (recombined: number) => ({ recombined, items_recombined: 2 });
		const conclude = (target: number, reference: number) =>
			recombination.conclude?.(
				[
					sample("a", { target: rate(target), reference: rate(reference) }),
					sample("b", { target: rate(1), reference: rate(0.5) }),
				],
				1,
				{ capability: 0.9 },
			);
		// (2 + 2) / 4 - (0 + 1) / 4.
		expect(conclude(1, 0)?.metrics["recombined_gain"]).toMatchObject({ value: 0.75, n: 4, interval: [0.5, 1] });
		expect(conclude(1, 0)?.notes[0]?.message).not.toContain("Not addressable");
		expect(conclude(0.5, 1)?.notes[0]?.message).toBe(
			"Recombination: of 4 forgotten facts to which two retained ones lead, the target reaches 3 step by step, the reference 3. Not addressable by unlearning: the retained facts entail them.",
		);
	});
});
