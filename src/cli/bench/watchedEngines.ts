import type { LanguageModel } from "../../core/model/languageModel.ts";
import type { EnginePort } from "../../runtime/enginePort.ts";

/** What engines did while they were watched. Times in milliseconds of `performance.now`. */
export interface Watch {
	opened: number;
	/** Milliseconds llama.cpp was at work. */
	busyMs: number;
	/** When the first batch began. */
	firstBatch: number | undefined;
	lastAnswer: number;
}

/** The same engines, watched. */
export function watchedEngines(engines: EnginePort): { readonly engines: EnginePort; readonly watch: Watch } {
	const watch: Watch = { opened: 0, busyMs: 0, firstBatch: undefined, lastAnswer: 0 };
	return {
		watch,
		engines: {
			identify: engines.identify,
			async open(file, onDecoded, signal) {
				watch.opened++;
				let isOpen = false;
				const model = await engines.open(
					file,
					(tokens, busyMs) => {
						// What is decoded while the model opens is no answer to anything.
						if (isOpen) {
							watch.busyMs += busyMs;
							watch.firstBatch ??= performance.now() - busyMs;
						}
						onDecoded(tokens, busyMs);
					},
					signal,
				);
				isOpen = true;
				return timed(model, watch);
			},
		},
	};
}

function timed(model: LanguageModel, watch: Watch): LanguageModel {
	return {
		get description() {
			return model.description;
		},
		async *answer(questions, signal) {
			for await (const answered of model.answer(questions, signal)) {
				watch.lastAnswer = performance.now();
				yield answered;
			}
		},
		close: () => model.close(),
	};
}
