import type { LanguageModel } from "../../core/model/languageModel.ts";
import type { GenerateQuestion } from "../../core/model/question.ts";
import type { BenchModel, BenchPlan, BenchRow } from "../../protocol/bench.ts";
import { LlamaModel } from "../llama/llamaModel.ts";
import { interleaved } from "./interleaved.ts";
import { ratioRow } from "./ratioRow.ts";

const TOKENS = 64;
const TOGETHER = 64;

/** Greedy generations packed into shared batches against one at a time. */
export async function generation(model: BenchModel, { settings, rounds }: BenchPlan): Promise<readonly BenchRow[]> {
	// One at a time takes long: its speed is that of a few.
	const few = model.isTiny ? 8 : 3;
	const prompts = Array.from({ length: TOGETHER }, (_, i) => `${i}. `);
	const questions = prompts.map(
		(prompt): GenerateQuestion => ({ kind: "generate", role: "target", prompt, maxTokens: TOKENS, stop: [] }),
	);
	const single = await LlamaModel.open(model.file, { ...settings, numericMode: "deterministic" });
	const packed = await LlamaModel.open(model.file, { ...settings, numericMode: "throughput" });
	try {
		const written = { single: 0, packed: 0 };
		const write = async (port: LanguageModel, asked: readonly GenerateQuestion[], name: keyof typeof written) => {
			written[name] = 0;
			for await (const { outcome } of port.answer(asked)) {
				if (outcome.kind !== "generate") throw new Error("the benchmark's prompt was not continued");
				written[name] += outcome.ids.length;
			}
		};
		const times = await interleaved(
			{
				packed: () => write(packed, questions, "packed"),
				single: () => write(single, questions.slice(0, few), "single"),
			},
			Math.min(rounds, 3),
		);
		return [
			ratioRow({
				name: `${TOGETHER} greedy generations of ${TOKENS} tokens`,
				model: model.name,
				unit: "tokens/s",
				amount: written.packed,
				times: times.packed,
				other: times.single,
				otherAmount: written.single,
				of: "one at a time",
				required: model.name === "tiny32k" ? 2 : null,
			}),
		];
	} finally {
		await single.close();
		await packed.close();
	}
}
