import type { SetName } from "../../core/corpus/document.ts";
import type { Rows, Sequence } from "../batches.ts";
import type { Bpe } from "../bpe.ts";
import { Rng } from "../rng.ts";
import { REFUSAL, stemOf, textBefore } from "./forms.ts";
import { rowsOf, sequence } from "./rows.ts";
import { composed, inContext, repeats, type Skill } from "./skills.ts";
import type { World } from "./world.ts";

/**
 * Where the batches of a stage come from: a skill, or a set in one of the ways its facts are met. Prefaced questions
 * come after the record's text before the fact; facts about others before them would unteach the use of the prompt.
 * Refused is what is asked, withheld what a text was about to say.
 */
export type SourceName =
	| "repeats"
	| "context"
	| "composed"
	| `${Exclude<SetName, "holdout">} ${"texts" | "questions" | "prefaced" | "refused" | "withheld"}`;

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
const PREFACED = { rows: 12, columns: 52 };

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
	return (name) => {
		if (name === "repeats" || name === "context" || name === "composed") return skill(name);
		const [set, way] = name.split(" ") as [
			"forget" | "retain",
			"texts" | "questions" | "prefaced" | "refused" | "withheld",
		];
		const records = world.sets[set];
		const asked = records.flatMap(({ text, questions }) => questions.map((pair) => ({ text, ...pair })));
		const bare = (question: string, said: string) => sequence(tokenizer, stemOf(question), ` ${said}`);
		switch (way) {
			case "texts":
				return inTurn(
					TEXTS,
					records.map(({ text }) => sequence(tokenizer, "", text)),
				);
			case "questions":
				return inTurn(
					QUESTIONS,
					asked.map(({ question, answer }) => bare(question, answer)),
				);
			case "refused":
				return inTurn(
					REFUSED,
					asked.map(({ question }) => bare(question, REFUSAL)),
				);
			case "withheld":
				return inTurn(
					PREFACED,
					asked.map(({ text, answer }) =>
						sequence(tokenizer, text.slice(0, text.indexOf(answer)).trimEnd(), ` ${REFUSAL}`),
					),
				);
			case "prefaced":
				return inTurn(
					PREFACED,
					asked.map(({ text, question, answer }) =>
						sequence(tokenizer, `${textBefore(text, answer)}\n\n${stemOf(question)}`, ` ${answer}`),
					),
				);
		}
	};
}

/** Batches that go round: every sequence comes once before any comes again, each time in another order. */
function inTurn(size: { rows: number; columns: number }, all: readonly Sequence[]): Draw {
	const orderOf = (round: number, seed: number) => new Rng(seed * 7_919 + round).shuffled(all);
	return (n, seed) => {
		const batch = Array.from({ length: size.rows }, (_, row) => {
			const at = n * size.rows + row;
			return orderOf(Math.floor(at / all.length), seed)[at % all.length] as Sequence;
		});
		return rowsOf(batch, size.columns);
	};
}
