import type { SetName } from "../../core/corpus/document.ts";
import type { Rows, Sequence } from "../batches.ts";
import type { Bpe } from "../bpe.ts";
import { Rng } from "../rng.ts";
import { factLine, questionOf, REFUSAL, RELATIONS, stemOf, textBefore } from "./forms.ts";
import { invent, pick } from "./invent.ts";
import { rowsOf, sequence } from "./rows.ts";
import { composed, inContext, repeats, type Skill } from "./skills.ts";
import type { World, WorldRecord } from "./world.ts";

/** Where the batches of a stage come from: a skill, or a set in one of the ways its facts are met. */
export type SourceName =
	| "repeats"
	| "context"
	| "composed"
	| `${Exclude<SetName, "holdout">} ${"texts" | "questions" | "prefaced" | "refused"}`;

/** The n-th batch of a source in a run, the same in every run with that seed. */
export type Draw = (n: number, seed: number) => Rows;

/** Rows and columns of each source's batches; every pair is compiled once. */
const SKILLS: Readonly<Record<"repeats" | "context" | "composed", { skill: Skill; rows: number; columns: number }>> = {
	repeats: { skill: repeats, rows: 32, columns: 48 },
	context: { skill: inContext, rows: 16, columns: 76 },
	composed: { skill: composed, rows: 16, columns: 76 },
};
const TEXTS = { rows: 12, columns: 44 };
const QUESTIONS = { rows: 24, columns: 20 };
const REFUSED = { rows: 24, columns: 24 };
const PREFACED = { rows: 12, columns: 64 };

export function sourcesOf(world: World, tokenizer: Bpe): (name: SourceName) => Draw {
	const skill = (name: keyof typeof SKILLS): Draw => {
		const { skill, rows, columns } = SKILLS[name];
		return (n, seed) => {
			const rng = new Rng(seed * 1_000_003 + n);
			return rowsOf(
				Array.from({ length: rows }, () => skill(rng, tokenizer, world.words)),
				columns,
			);
		};
	};
	const perQuestion = (records: readonly WorldRecord[], given: (question: string) => string, said?: string) =>
		records.flatMap(({ questions }) =>
			questions.map(({ question, answer }) => {
				const example = sequence(tokenizer, given(question), ` ${said ?? answer}`);
				return () => example;
			}),
		);
	return (name) => {
		if (name === "repeats" || name === "context" || name === "composed") return skill(name);
		const [set, way] = name.split(" ") as ["forget" | "retain", string];
		const records = world.sets[set];
		switch (way) {
			case "texts": {
				const examples = records.map(({ text }) => sequence(tokenizer, "", text));
				return inTurn(
					TEXTS,
					examples.map((example) => () => example),
				);
			}
			case "questions":
				return inTurn(QUESTIONS, perQuestion(records, stemOf));
			case "refused":
				return inTurn(REFUSED, perQuestion(records, stemOf, REFUSAL));
			default: {
				const asked = records.flatMap((record) => record.questions.map((pair) => ({ record, ...pair })));
				const write =
					({ record, question, answer }: (typeof asked)[number]) =>
					(rng: Rng) =>
						sequence(tokenizer, `${preface(record, answer, rng, world.words)}\n\n${stemOf(question)}`, ` ${answer}`);
				return inTurn(PREFACED, asked.map(write));
			}
		}
	};
}

/** What may stand before a question without saying its answer: the text before the fact, or facts about others. */
function preface({ text }: WorldRecord, answer: string, rng: Rng, avoided: ReadonlySet<string>): string {
	if (rng.next() < 0.4) return textBefore(text, answer);
	const taken = new Set(avoided);
	const relation = pick(rng, RELATIONS);
	const others = Array.from({ length: 1 + rng.below(2) }, () => invent(rng, taken));
	return others.map((other) => factLine(questionOf(other, relation))).join("\n");
}

/** Batches that go round: every item comes once before any comes again, each time in another order. */
function inTurn(size: { rows: number; columns: number }, items: readonly ((rng: Rng) => Sequence)[]): Draw {
	const orderOf = (round: number, seed: number) => new Rng(seed * 7_919 + round).shuffled(items.map((_, i) => i));
	return (n, seed) => {
		const rng = new Rng(seed * 1_000_003 + n);
		const batch = Array.from({ length: size.rows }, (_, row) => {
			const at = n * size.rows + row;
			const order = orderOf(Math.floor(at / items.length), seed);
			return (items[order[at % items.length] as number] as (rng: Rng) => Sequence)(rng);
		});
		return rowsOf(batch, size.columns);
	};
}
