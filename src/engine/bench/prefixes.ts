import type { ScoreAnswer } from "../../core/model/answer.ts";
import type { Answered } from "../../core/model/languageModel.ts";
import type { BenchModel, BenchPlan, BenchRow } from "../../protocol/bench.ts";
import { byPrefix } from "../llama/scheduler.ts";
import { walkScores } from "../llama/scoreWalker.ts";
import type { PreparedScore } from "../questions/prepared.ts";
import { interleaved } from "./interleaved.ts";
import { type Bench, openBench, preparedScore } from "./openBench.ts";
import { ratioRow } from "./ratioRow.ts";

const SHARED = 400;
/** By model; with 128k words the output layer, which every scored token pays, leaves little to share. */
const LEAST: Readonly<Record<string, number>> = { tiny32k: 4.2, m100: 5 };
const CONTEXTS = 8;
const BLOCK = 40;
const ASKED = 16;

/** Questions that share a prefix, and questions over nested contexts, against each of them asked alone. */
export async function prefixes(model: BenchModel, { settings, rounds }: BenchPlan): Promise<readonly BenchRow[]> {
	const bench = await openBench(model.file, settings);
	const turns = Math.min(rounds, 3);
	const of = "each question alone";
	try {
		const count = model.isTiny ? 64 : 12;
		const shared = await compared(bench, (seed) => onePrefix(bench, count, seed), turns);
		const asked = model.isTiny ? ASKED : 4;
		const ladder = await compared(bench, (seed) => nestedPrefixes(bench, asked, seed), turns);
		const nested = CONTEXTS * asked;
		const edges = treeEdges(ladder.items);
		const bits = (same: boolean) => (same ? "the same bits" : "OTHER NUMBERS than alone");
		return [
			ratioRow({
				name: `${count} questions on one ${SHARED}-token prefix`,
				model: model.name,
				unit: "questions/s",
				amount: count,
				times: shared.times.together,
				other: shared.times.alone,
				of,
				required: LEAST[model.name] ?? null,
				holds: shared.sameBits,
				note: bits(shared.sameBits),
			}),
			ratioRow({
				name: `${CONTEXTS} nested contexts x ${asked} questions`,
				model: model.name,
				unit: "questions/s",
				amount: nested,
				times: ladder.times.together,
				other: ladder.times.alone,
				of,
				required: null,
				holds: ladder.sameBits,
				note: bits(ladder.sameBits),
			}),
			{
				name: `${CONTEXTS} nested contexts x ${asked} questions, tokens`,
				model: model.name,
				value: ladder.decoded,
				unit: "tokens decoded",
				ratio: edges / ladder.decoded,
				of: "edges of the prefix tree",
				spread: [edges / ladder.decoded, edges / ladder.decoded],
				required: 0.9,
				met: edges / ladder.decoded >= 0.9,
			},
		];
	} finally {
		bench.close();
	}
}

/** Questions of 16 to 40 scored tokens after one prefix. */
function onePrefix({ tokens }: Bench, count: number, seed: number): PreparedScore[] {
	const prefix = tokens(SHARED, seed + 11);
	return Array.from({ length: count }, (_, i) =>
		preparedScore(i, [...prefix, ...tokens(16 + ((i * 7) % 25), seed + 100 + i)], SHARED, 10),
	);
}

/** As an ununlearning ladder asks: every context contains the one before, and under each the same questions are put. */
function nestedPrefixes({ tokens }: Bench, asked: number, seed: number): PreparedScore[] {
	return Array.from({ length: CONTEXTS * asked }, (_, i) => {
		const context = tokens(BLOCK * (1 + Math.floor(i / asked)), seed + 13);
		const question = tokens(12 + (i % asked), seed + 500 + (i % asked));
		const answer = tokens(5, seed + 900 + i);
		return preparedScore(i, [...context, ...question, ...answer], context.length + question.length, 10);
	});
}

/** The same kind of questions together and each alone; others in every round, so that none finds anything in memory. */
async function compared(bench: Bench, made: (seed: number) => readonly PreparedScore[], rounds: number) {
	let sameBits = true;
	let [seed, decoded] = [0, 0];
	let items: readonly PreparedScore[] = [];
	const answers = { together: new Map<number, ScoreAnswer>(), alone: new Map<number, ScoreAnswer>() };
	const keep = async (some: AsyncIterable<Answered>, into: Map<number, ScoreAnswer>) => {
		for await (const { index, outcome } of some) {
			if (outcome.kind !== "score") throw new Error("the benchmark's question was not scored");
			into.set(index, outcome);
		}
	};
	const walk = await bench.walk();
	try {
		const times = await interleaved(
			{
				together: async () => {
					const before = bench.decoded();
					await keep(walk.scores(byPrefix(items)), answers.together);
					decoded = bench.decoded() - before;
				},
				alone: async () => {
					const { decoder, kernel } = bench;
					for (const item of items) {
						await keep(walkScores([item], { decoder, kernel, cache: bench.emptyCache() }), answers.alone);
					}
				},
			},
			rounds,
			{
				before: () => {
					items = made((seed += 10_000));
				},
				after: () => {
					sameBits &&= items.every(({ index }) => equal(answers.together.get(index), answers.alone.get(index)));
				},
			},
		);
		return { times, decoded, sameBits, items };
	} finally {
		walk.close();
	}
}

function equal(a: ScoreAnswer | undefined, b: ScoreAnswer | undefined): boolean {
	if (!a || !b) return false;
	const arrays = ["logp", "rank", "entropy", "sd", "argmax", "topIds", "topLogp"] as const;
	return arrays.every((key) => Buffer.from(a[key].buffer).equals(Buffer.from(b[key].buffer)));
}

/** Tokens that must be decoded when each is decoded once: distinct prefixes, counted one by one. */
function treeEdges(items: readonly PreparedScore[]): number {
	return new Set(
		items.flatMap(({ tokens, length }) =>
			Array.from({ length }, (_, i) => Buffer.from(tokens.buffer, 0, 4 * (i + 1)).toString("latin1")),
		),
	).size;
}
