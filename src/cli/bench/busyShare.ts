import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { AuditRequest } from "../../core/audit/request.ts";
import type { BenchRow } from "../../protocol/bench.ts";
import type { EngineSettings } from "../../protocol/engine.ts";
import { engineProcesses } from "../../runtime/engineProcesses.ts";
import type { OpenAuditor } from "../../runtime/openAuditor.ts";
import { packageFolder } from "../packageFolder.ts";
import { auditOnce, inFolder } from "./auditOnce.ts";
import { benchModel } from "./benchModels.ts";
import { madeUpProse } from "./madeUpProse.ts";
import { watchedEngines } from "./watchedEngines.ts";

export interface BusyShareOptions {
	readonly settings: EngineSettings;
	/** How long the long document is audited. */
	readonly seconds: number;
	readonly signal: AbortSignal;
}

/** Of the time from the first batch to the last answer, the share in which llama.cpp was at work: on a long document. */
export async function longDocument(open: OpenAuditor, options: BusyShareOptions): Promise<BenchRow> {
	const { file, name } = await benchModel("m100");
	return inFolder(async (folder) => {
		const document = join(folder, "document.txt");
		await writeFile(document, madeUpProse(1_000_000));
		const request = { forget: [document], models: { target: { file } }, suite: "standard" };
		return share(open, folder, request, options, { name: "1 MB document", model: name, required: 0.95 });
	});
}

/** The same over the demo set, whose documents are short and whose model is small. */
export async function demoSet(open: OpenAuditor, options: BusyShareOptions): Promise<BenchRow> {
	const demo = join(packageFolder(), "demo");
	return inFolder((folder) => {
		const request = {
			forget: [join(demo, "forget")],
			retain: [join(demo, "retain")],
			holdout: [join(demo, "holdout")],
			models: { target: { file: join(demo, "models", "original.gguf") } },
			suite: "standard",
		};
		return share(open, folder, request, options, { name: "demo set", model: "original", required: 0.7 });
	});
}

async function share(
	open: OpenAuditor,
	folder: string,
	request: Pick<AuditRequest, "forget" | "models"> & Partial<AuditRequest>,
	{ settings, seconds, signal }: BusyShareOptions,
	{ name, model, required }: { readonly name: string; readonly model: string; readonly required: number },
): Promise<BenchRow> {
	const { engines, watch } = watchedEngines(engineProcesses(settings));
	const over = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	let isOver = false;
	const onEvent = () => {
		// The clock runs from the first batch on.
		if (watch.firstBatch === undefined) return;
		timer ??= setTimeout(() => {
			isOver = true;
			over.abort();
		}, seconds * 1000);
	};
	try {
		await auditOnce(open, { folder, engines }, request, { signal: AbortSignal.any([signal, over.signal]), onEvent });
	} catch (error) {
		if (!(isOver && error instanceof Problem && error.code === "cancelled")) throw error;
	} finally {
		clearTimeout(timer);
	}
	const wall = watch.lastAnswer - (watch.firstBatch ?? watch.lastAnswer);
	const ratio = wall > 0 ? watch.busyMs / wall : 0;
	return {
		name: `engine at work, ${name}`,
		model,
		value: watch.busyMs / 1000,
		unit: "s at work",
		ratio,
		of: `${(wall / 1000).toFixed(1)} s from first batch to last answer`,
		spread: [ratio, ratio],
		required,
		met: ratio >= required,
	};
}
