import type { BenchModel, BenchPlan, BenchRow } from "../../protocol/bench.ts";
import { walkScores } from "../llama/scoreWalker.ts";
import type { PreparedScore } from "../questions/prepared.ts";
import { interleaved } from "./interleaved.ts";
import { type Bench, openBench, preparedScore } from "./openBench.ts";
import { ratioRow } from "./ratioRow.ts";

/** Batches of one question, and questions: enough that the last batch, which has nothing to run beside, is one of many. */
const BATCHES = 4;
const QUESTIONS = { tiny: 4, other: 2 } as const;
const CEILING = "decoding with all logits, nothing read";

/**
 * Scoring with all statistics and the ten most likely tokens against its ceiling, which is decoding the same batches
 * with a row of logits for every token and leaving them where they are: on one core, batch after batch, and with the
 * reduction of a batch beside the decode of the next. What copying costs of it is a row of its own.
 */
export async function scoring(model: BenchModel, { settings, rounds }: BenchPlan): Promise<readonly BenchRow[]> {
	const bench = await openBench(model.file, settings);
	try {
		const count = BATCHES * settings.batch;
		const questions = QUESTIONS[model.isTiny ? "tiny" : "other"];
		const items = Array.from({ length: questions }, (_, i) =>
			// One more than is decoded: the last token predicts nothing that is asked for.
			preparedScore(i, bench.tokens(count + 1, 7 + i), 1, 10),
		);
		const score = async (overlap: boolean) => {
			const { decoder, kernel } = bench;
			const tools = { decoder, kernel, cache: bench.emptyCache(), overlap };
			for await (const { outcome } of walkScores(items, tools)) {
				if (outcome.kind !== "score") throw new Error("the benchmark's question was not scored");
			}
		};
		const times = await interleaved(
			{
				ceiling: () => decodeOnly(bench, items),
				copied: () => decodeOnly(bench, items, true),
				serial: () => score(false),
				overlapped: () => score(true),
			},
			rounds,
		);
		const row = { model: model.name, unit: "tokens/s", amount: questions * count, other: times.ceiling, of: CEILING };
		return [
			ratioRow({ ...row, name: "copy all logits, one core", times: times.copied, required: null }),
			ratioRow({ ...row, name: "score, one core", times: times.serial, required: model.serial }),
			ratioRow({ ...row, name: "score, a core to spare", times: times.overlapped, required: model.overlapped }),
		];
	} finally {
		bench.close();
	}
}

async function decodeOnly({ decoder, kernel }: Bench, items: readonly PreparedScore[], copies = false): Promise<void> {
	for (const { tokens, length } of items) {
		decoder.truncate(0);
		for (let from = 0; from < length; from += decoder.batch) {
			await decoder.decode(tokens, from, from + decoder.batch, () => true);
			if (copies) decoder.copyLogits(kernel.logits, decoder.batch);
		}
	}
}
