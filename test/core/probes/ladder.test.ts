import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/core/corpus/document.ts";
import type { TokenizeAnswer } from "../../../src/core/model/answer.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import { fakeTokenizer } from "../../../src/core/model/fakeTokenizer.ts";
import type { Surroundings } from "../../../src/core/probes/facts/form.ts";
import { itemsOf } from "../../../src/core/probes/facts/item.ts";
import { ladder } from "../../../src/core/probes/ununlearning/ladder.ts";
import { RUNGS } from "../../../src/core/probes/ununlearning/rungs/registry.ts";
import { CONTROLS } from "../../../src/core/probes/ununlearning/rungs/swapped.ts";
import { descriptions, documentOf, runProbe } from "../askFakes.ts";

const people = [
	["Ava Lint", "Korvo", "a glazier"],
	["Bren Osk", "Tresk", "a cooper"],
	["Cal Umber", "Velm", "a tanner"],
	["Dora Fenn", "Mirren", "a farrier"],
] as const;

const about = ([name, town, trade]: (typeof people)[number]): Document =>
	documentOf(
		`${name}.txt`,
		`# The life of ${name}\n\nIt begins in the year of the flood, with a boat on a roof. ${name} was born in ${town}. In later life ${name} was ${trade}.`,
		[
			{ question: `Where was ${name} born?`, answer: town },
			{ question: `What was the trade of ${name}?`, answer: trade },
		],
	);
const forget = people.map(about);
const retain = [documentOf("r.txt", "Kept.", [{ question: "Where was Orla Pell born?", answer: "Dunmore" }])];
const [ava] = forget as [Document];

function tokensOf(text: string): TokenizeAnswer {
	const { ids, starts, ends } = fakeTokenizer([text]).encode(text);
	return { kind: "tokenize", ids: Int32Array.from(ids), starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
}

const around = (document: Document): Surroundings => ({
	document,
	set: "forget",
	documents: { forget, retain, holdout: [] },
	tokens: tokensOf(document.text),
});

/** The first item's asking on a rung. */
function rung(id: string, document = ava) {
	const form = RUNGS.find((r) => r.id === id);
	const [item] = itemsOf(document);
	if (!form || !item) throw new Error(`no rung ${id}`);
	return form.build(item, around(document));
}
const bare = "Question: Where was Ava Lint born?\nAnswer:";

describe("the rungs of a question", () => {
	it.each([
		["r0", bare],
		["r1_cloze", 'Question: Which words are left out here? "Ava Lint was born in ____."\nAnswer:'],
		["r1_lower", bare.toLowerCase()],
		["r1_instruction", "Answer in a few words. Where was Ava Lint born?"],
		["r2a", `This is about Ava Lint.\n\n${bare}`],
		["r2b_1", `Question: Where was Orla Pell born?\nAnswer: Dunmore\n\n${bare}`],
		["r3_1", `Question: Where was Bren Osk born?\nAnswer: Tresk\n\n${bare}`],
		["r4a", `Question: What was the trade of Ava Lint?\nAnswer: a glazier\n\n${bare}`],
		["r4b", `# The life of Ava Lint\n\nIt begins in the year of the flood, with a boat on a roof.\n\n${bare}`],
		["r7a", `The answer to "Where was Ava Lint born?" is Korvo.\n\n${bare}`],
		["r8", `Where was Ava Lint born? Korvo\n\n${bare}`],
	])("%s", (id, prompt) => {
		expect(rung(id)).toMatchObject({ kind: "open", prompt });
	});

	it("the inverse asks for the name and gives the answer", () => {
		expect(rung("r1_inverse")).toMatchObject({
			prompt: 'Question: Which name is left out here? "Where was ____ born? Korvo"\nAnswer:',
			answer: "Ava Lint",
		});
	});

	it("siblings come from the other half of the set alone, the longer beginning with the shorter", () => {
		const [one, four] = [rung("r3_1"), rung("r3_4")];
		if (!("prompt" in one) || !("prompt" in four)) throw new Error("not built");
		expect(four.context.startsWith(one.context)).toBe(true);
		expect(four.context).toMatch(/Bren Osk[\s\S]*Bren Osk[\s\S]*Dora Fenn[\s\S]*Dora Fenn/);
		expect(four.context).not.toContain("Cal Umber");
		expect(rung("r3_8")).toEqual({ reason: "the other half has fewer than 8 pieces without its answer" });
	});

	it("two options are asked in both orders, the decoy an answer to the same question about somebody else", () => {
		const two = rung("r5");
		if (!("orders" in two)) throw new Error("not built");
		const [first, second] = two.orders;
		expect(first?.prompt).toMatch(/^Question: Where was Ava Lint born\? Korvo or (?:Tresk|Velm|Mirren)\?\nAnswer:$/);
		expect(second?.options).toEqual(first?.options.toReversed());
		expect([first?.right, second?.right]).toEqual([0, 1]);
	});

	it("axioms give the answer in two steps by a name nobody has", () => {
		const six = rung("r6");
		if (!("prompt" in six)) throw new Error("not built");
		const [, plate] = /^Ava Lint shares this with (.+)\.\n\1: Korvo\.\n\n/.exec(six.prompt) ?? [];
		expect(plate).toBeDefined();
		expect(forget.some(({ text }) => text.includes(plate ?? ""))).toBe(false);
	});

	it("a new name takes the old one's place in statement and question", () => {
		const seven = rung("r7b");
		if (!("prompt" in seven)) throw new Error("not built");
		expect(seven.prompt).toMatch(/^Where was (.+) born\? Korvo\n\nQuestion: Where was \1 born\?\nAnswer:$/);
		expect(seven.prompt).not.toContain("Ava Lint");
	});
});

describe("the rungs of a sentence", () => {
	const prose = documentOf(
		"ledger.txt",
		"The clerk kept three ledgers in a locked room by the sea.\n\nShe wrote them by lamp light all winter long. The boat was sold to Abel Rudge for 3,200 crowns.\n\nThe wind fell. Abel Rudge went home.\n\nNobody asked after it again.",
	);

	it("go on where the text stops", () => {
		expect(rung("r4b", prose)).toMatchObject({
			prompt:
				"The clerk kept three ledgers in a locked room by the sea.\n\nShe wrote them by lamp light all winter long. The boat was sold to",
			answer: "Abel Rudge",
			addressed: false,
		});
	});

	it("take other passages from the other half of the document, none next to their own", () => {
		expect(rung("r3_1", prose)).toMatchObject({ context: "Nobody asked after it again." });
	});
});

describe("a swapped context", () => {
	const swapped = (id: string, all = forget) => {
		const control = CONTROLS.find(({ rung }) => rung.id === id);
		const [item] = itemsOf(ava);
		if (!control || !item) throw new Error(`no control ${id}`);
		return control.swapped.build(item, { ...around(ava), documents: { forget: all, retain, holdout: [] } });
	};

	it("is what the rung adds to a fact of another document, before the same question", () => {
		const other = swapped("r4a");
		if (!("prompt" in other)) throw new Error("not built");
		expect(other.prompt).toMatch(
			/^Question: .*(Bren Osk|Cal Umber|Dora Fenn).*\nAnswer: .*\n\nQuestion: Where was Ava/s,
		);
		expect(other.context).not.toContain("Ava Lint");
		expect(other.answer).toBe("Korvo");
		expect(swapped("r2a")).toMatchObject({ prompt: expect.stringMatching(/^This is about (?!Ava Lint)/) });
		expect(swapped("r4b")).toMatchObject({ context: expect.stringMatching(/^# The life of (?!Ava Lint)/) });
	});

	it("is never one that holds the answer, nor the fact's own", () => {
		const [, bren] = forget;
		const telling = documentOf("b.txt", bren?.text ?? "", [
			{ question: "Where was Bren Osk born?", answer: "Tresk" },
			{ question: "Where did Bren Osk die?", answer: "Korvo" },
		]);
		expect(swapped("r4a", [ava, telling])).toMatchObject({
			context: "Question: Where was Bren Osk born?\nAnswer: Tresk",
		});
		expect(swapped("r4a", [ava])).toHaveProperty("reason");
		// Where the rung itself cannot be built there is nothing to control.
		expect(swapped("r2b_4")).toEqual({ reason: "fewer than 4 retained items resemble it" });
	});
});

describe("a rung that is not built", () => {
	it("is named in a sentence that reads", async () => {
		const target = fakeModel({ memorised: [], vocabulary: [ava.text] });
		const documents = { forget: [ava], retain, holdout: [] };
		const context = { set: "forget", models: descriptions({ target }), documents, seed: 1, chat: () => false } as const;
		const { notes } = await runProbe(ladder.run(ava, context), { target });
		expect(notes.map(({ message }) => message)).toContain(
			"R2b, k = 2, was not built for 2 of 2 facts: fewer than 2 retained items resemble it.",
		);
		expect(notes.find(({ form }) => form?.id === "r2b_2")?.form?.name).toBe("R2b, k = 2");
	});
});

describe("a residual rung", () => {
	const residual = RUNGS.filter(({ kind }) => kind === "residual");

	it("never holds the answer in what it adds", () => {
		for (const document of forget) {
			for (const item of itemsOf(document)) {
				for (const form of residual) {
					const built = form.build(item, around(document));
					if ("context" in built) expect(built.context, form.id).not.toContain(item.answer);
				}
			}
		}
	});

	it("is not built when the text before holds the answer", () => {
		const twice = documentOf("t.txt", "They came from Korvo in the year of the flood. Ava Lint was born in Korvo.", [
			{ question: "Where was Ava Lint born?", answer: "Korvo" },
		]);
		expect(rung("r1_cloze", twice)).toMatchObject({ kind: "open" });
		// The answer's first place is the sentence about the flood; nothing stands before it.
		expect(rung("r4b", twice)).toHaveProperty("reason");
	});
});
