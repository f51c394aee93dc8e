import type { LanguageModel } from "../../core/model/languageModel.ts";
import type { BenchModel, BenchPlan, BenchRow } from "../../protocol/bench.ts";
import { BindingsModel } from "../bindings/bindingsModel.ts";
import { LlamaModel } from "../llama/llamaModel.ts";
import { interleaved } from "./interleaved.ts";
import { ratioRow } from "./ratioRow.ts";

/** Words that every byte-level tokenizer splits into a few tokens each. */
const WORDS = "the ferry left harbour before noon and nobody on board had seen another boat since early morning".split(
	" ",
);

/** Scoring a text through the port against node-llama-cpp's public API behind the same port. */
export async function peer(model: BenchModel, { settings, rounds }: BenchPlan): Promise<readonly BenchRow[]> {
	const ours = await LlamaModel.open(model.file, settings);
	const theirs = await BindingsModel.open(model.file, settings);
	try {
		const rows: BenchRow[] = [];
		for (const { top, words, required } of [
			{ top: 0, words: 60, required: 1.2 },
			{ top: 10, words: 20, required: 3.5 },
		]) {
			const text = Array.from({ length: words }, (_, i) => WORDS[(i * 5) % WORDS.length]).join(" ");
			let tokens = 0;
			const score = async (port: LanguageModel) => {
				const question = { kind: "score", role: "target", text, scoredFrom: 0, schemes: [], top } as const;
				for await (const { outcome } of port.answer([question])) {
					if (outcome.kind !== "score") throw new Error("the benchmark's question was not scored");
					tokens = outcome.ids.length;
				}
			};
			const times = await interleaved({ ours: () => score(ours), theirs: () => score(theirs) }, rounds);
			rows.push(
				ratioRow({
					name: top === 0 ? "log p" : `log p and the ${top} most likely`,
					model: model.name,
					unit: "tokens/s",
					amount: tokens,
					times: times.ours,
					other: times.theirs,
					of: "node-llama-cpp's public API",
					required: model.isTiny ? required : null,
				}),
			);
		}
		return rows;
	} finally {
		await ours.close();
		await theirs.close();
	}
}
