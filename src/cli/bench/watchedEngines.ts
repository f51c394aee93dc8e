import type { EnginePort, OpenedModel } from "../../runtime/enginePort.ts";

/** What engines did while they were watched. Times in milliseconds of `performance.now`. */
export interface Watch {
	opened: number;
	/** When the first batch began. */
	firstBatch: number | undefined;
	lastAnswer: number;
	/** Milliseconds llama.cpp was at work between the two. */
	busyMs: number;
}

/** The same engines, watched. */
export function watchedEngines(engines: EnginePort): { readonly engines: EnginePort; readonly watch: Watch } {
	const watch: Watch = { opened: 0, firstBatch: undefined, lastAnswer: 0, busyMs: 0 };
	/** Of batches after the last answer: an audit that is cut off has worked on answers it never gave. */
	let sinceAnswer = 0;
	return {
		watch,
		engines: {
			identify: engines.identify,
			async open(spec, choices, onDecoded, signal) {
				watch.opened++;
				let isOpen = false;
				const model = await engines.open(
					spec,
					choices,
					(tokens, busyMs) => {
						// What is decoded while the model opens is no answer to anything.
						if (isOpen) {
							sinceAnswer += busyMs;
							watch.firstBatch ??= performance.now() - busyMs;
						}
						onDecoded(tokens, busyMs);
					},
					signal,
				);
				isOpen = true;
				return timed(model, () => {
					watch.lastAnswer = performance.now();
					watch.busyMs += sinceAnswer;
					sinceAnswer = 0;
				});
			},
		},
	};
}

function timed(model: OpenedModel, onAnswer: () => void): OpenedModel {
	return {
		get description() {
			return model.description;
		},
		async *answer(questions, signal) {
			for await (const answered of model.answer(questions, signal)) {
				onAnswer();
				yield answered;
			}
		},
		adapt: (scales) => model.adapt(scales),
		close: () => model.close(),
	};
}
