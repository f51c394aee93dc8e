import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchRow } from "../../protocol/bench.ts";
import { DETERMINISTIC } from "../../protocol/engine.ts";
import { engineProcesses } from "../../runtime/engineProcesses.ts";
import type { OpenAuditor } from "../../runtime/openAuditor.ts";
import { auditOnce, inFolder } from "./auditOnce.ts";
import { benchModel } from "./benchModels.ts";
import { madeUpProse } from "./madeUpProse.ts";
import { watchedEngines } from "./watchedEngines.ts";

/** Answers a second that a repeated audit must read and score. */
const REQUIRED = 50_000;
/** Characters that make about 2,000 windows of the quick suite. */
const CHARACTERS = 130_000;

/**
 * An audit repeated: every answer comes from the store. The time runs from the call to the last answer handed to a
 * probe and scored; statistics over the answers and the report come after it.
 */
export async function cachedAnswers(open: OpenAuditor, rounds: number, signal: AbortSignal): Promise<BenchRow> {
	const model = await benchModel("smoke");
	return inFolder(async (folder) => {
		const file = join(folder, "document.txt");
		await writeFile(file, madeUpProse(CHARACTERS));
		const { engines, watch } = watchedEngines(engineProcesses(DETERMINISTIC));
		const request = { forget: [file], models: { target: { file: model.file } } };
		const audit = async () => {
			let answers = 0;
			let scored = 0;
			const started = performance.now();
			await auditOnce(open, { folder, engines }, request, {
				signal,
				onEvent: (event) => {
					if (event.type !== "progress" || event.answered === answers) return;
					answers = event.answered;
					scored = performance.now();
				},
			});
			return { answers, ms: scored - started };
		};
		await audit();
		const opened = watch.opened;
		const speeds: number[] = [];
		let answers = 0;
		for (let round = 0; round < rounds; round++) {
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
