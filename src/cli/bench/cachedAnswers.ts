import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fakeModel } from "../../core/model/fakeModel.ts";
import type { BenchRow } from "../../protocol/bench.ts";
import type { EnginePort } from "../../runtime/enginePort.ts";
import type { OpenAuditor } from "../../runtime/openAuditor.ts";
import { auditOnce, inFolder } from "./auditOnce.ts";
import { madeUpProse } from "./madeUpProse.ts";
import { watchedEngines } from "./watchedEngines.ts";

/** Answers a second that a repeated audit must read and score. */
const REQUIRED = 50_000;
/** Audits per round: one takes a twentieth of a second. */
const AUDITS = 5;
/** Characters that make about 2,000 extraction windows, ten words apart. */
const CHARACTERS = 140_000;

/**
 * An audit repeated: every answer comes from the store. The answers are those of a model that knows the document by
 * heart, so that each of its windows is asked about; how such a model computes them does not matter here, and a made-up
 * one gives them. The time runs from the beginning of the run to the last answer read, scored and handed to a probe;
 * statistics over the answers and the report come after it.
 */
export async function cachedAnswers(open: OpenAuditor, rounds: number, signal: AbortSignal): Promise<BenchRow> {
	return inFolder(async (folder) => {
		const file = join(folder, "document.txt");
		const text = madeUpProse(CHARACTERS);
		await writeFile(file, text);
		const model = join(folder, "made-up.gguf");
		await writeFile(model, "");
		const { engines, watch } = watchedEngines(knowing(text));
		const request = { forget: [file], models: { target: { file: model } } };
		const audit = async () => {
			let answers = 0;
			let began = 0;
			let ms = 0;
			await auditOnce(open, { folder, engines }, request, {
				signal,
				onEvent: (event) => {
					if (event.type === "run") began = performance.now();
					if (event.type === "document") ms = performance.now() - began;
					if (event.type === "progress") answers = event.answered;
				},
			});
			return { answers, ms };
		};
		await audit();
		const opened = watch.opened;
		const speeds: number[] = [];
		let answers = 0;
		for (let audits = 0; audits < AUDITS * rounds; audits++) {
			const { answers: count, ms } = await audit();
			answers = count;
			speeds.push((count / ms) * 1000);
		}
		const ratios = speeds.map((speed) => speed / REQUIRED).sort((a, b) => a - b);
		const ratio = ratios[ratios.length >> 1] ?? 0;
		const loaded = watch.opened > opened;
		return {
			name: `${answers.toLocaleString("en")} answers from the store`,
			model: "-",
			value: ratio * REQUIRED,
			unit: "answers/s",
			ratio,
			of: `${REQUIRED.toLocaleString("en")} answers/s`,
			spread: [ratios[0] ?? 0, ratios.at(-1) ?? 0],
			required: 1,
			met: ratio >= 1 && !loaded,
			note: loaded ? "A MODEL WAS LOADED" : "no model loaded",
		};
	});
}

/** A model that knows the text by heart. */
function knowing(text: string): EnginePort {
	return {
		identify: async () => {
			return { key: "made-up", sha256: "", adapters: [], backend: "none", llamaCpp: "none", settings: {} };
		},
		open: async () => ({ ...fakeModel({ memorised: [text] }), adapt: async () => {} }),
	};
}
