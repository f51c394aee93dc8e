import type { ScoreAnswer } from "../../core/model/answer.ts";
import type { BenchModel, BenchPlan, BenchRow } from "../../protocol/bench.ts";
import { byPrefix } from "../llama/scheduler.ts";
import { walkScores } from "../llama/scoreWalker.ts";
import type { PreparedScore } from "../questions/prepared.ts";
import { interleaved } from "./interleaved.ts";
import { type Bench, openBench, preparedScore } from "./openBench.ts";
import { ratioRow } from "./ratioRow.ts";

const SHARED = 400;
const CONTEXTS = 8;
const BLOCK = 40;
const ASKED = 16;

/** Questions that share a prefix, and questions over nested contexts, against each of them asked alone. */
export async function prefixes(model: BenchModel, { settings, rounds }: BenchPlan): Promise<readonly BenchRow[]> {
	const bench = await openBench(model.file, settings);
	const turns = Math.min(rounds, 3);
	const of = "each question alone";
	try {
		const one = onePrefix(bench, model.isTiny ? 64 : 12);
		const shared = await compared(bench, one, turns);
		const nested = nestedPrefixes(bench, model.isTiny ? ASKED : 4);
		const ladder = await compared(bench, nested, turns);
		const edges = treeEdges(nested);
		const bits = (same: boolean) => (same ? "the same bits" : "OTHER NUMBERS than alone");
		return [
			ratioRow({
				name: `${one.length} questions on one ${SHARED}-token prefix`,
				model: model.name,
				unit: "questions/s",
				amount: one.length,
				times: shared.times.together,
				other: shared.times.alone,
				of,
				required: model.isTiny ? 4.2 : 5,
				holds: shared.sameBits,
				note: bits(shared.sameBits),
			}),
			ratioRow({
				name: `${CONTEXTS} nested contexts x ${nested.length / CONTEXTS} questions`,
				model: model.name,
				unit: "questions/s",
				amount: nested.length,
				times: ladder.times.together,
				other: ladder.times.alone,
				of,
				required: null,
				holds: ladder.sameBits,
				note: bits(ladder.sameBits),
			}),
			{
				name: `${CONTEXTS} nested contexts x ${nested.length / CONTEXTS} questions, tokens`,
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
function onePrefix({ tokens }: Bench, count: number): PreparedScore[] {
	const prefix = tokens(SHARED, 11);
	return Array.from({ length: count }, (_, i) =>
		preparedScore(i, [...prefix, ...tokens(16 + ((i * 7) % 25), 100 + i)], SHARED, 10),
	);
}

/** As an ununlearning ladder asks: every context contains the one before, and under each the same questions are put. */
function nestedPrefixes({ tokens }: Bench, asked: number): PreparedScore[] {
	return Array.from({ length: CONTEXTS * asked }, (_, i) => {
		const context = tokens(BLOCK * (1 + Math.floor(i / asked)), 13);
		const question = tokens(12 + (i % asked), 500 + (i % asked));
		return preparedScore(i, [...context, ...question, ...tokens(5, 900 + i)], context.length + question.length, 10);
	});
}

async function compared(bench: Bench, items: readonly PreparedScore[], rounds: number) {
	const answers = { together: new Map<number, ScoreAnswer>(), alone: new Map<number, ScoreAnswer>() };
	const walk = async (some: readonly PreparedScore[], into: Map<number, ScoreAnswer>) => {
		const { decoder, kernel } = bench;
		for await (const { index, outcome } of walkScores(some, { decoder, kernel, cache: bench.emptyCache() })) {
			if (outcome.kind !== "score") throw new Error("the benchmark's question was not scored");
			into.set(index, outcome);
		}
	};
	const inOrder = byPrefix(items);
	const before = bench.decoded();
	await walk(inOrder, answers.together);
	const decoded = bench.decoded() - before;
	const times = await interleaved(
		{
			together: () => walk(inOrder, answers.together),
			alone: async () => {
				for (const item of items) await walk([item], answers.alone);
			},
		},
		rounds,
	);
	const sameBits = items.every(({ index }) => equal(answers.together.get(index), answers.alone.get(index)));
	return { times, decoded, sameBits };
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
