import { Problem } from "../../core/audit/problem.ts";
import type { BenchRow } from "../../protocol/bench.ts";
import { EngineChild, EngineDied } from "./engineChild.ts";

export interface ThrowAwayOptions {
	/** What is done, for the sentence when the process dies: "Reading model.gguf". */
	readonly doing: string;
	readonly remedy: string;
	readonly signal?: AbortSignal;
	/** After this long it is given up. */
	readonly timeoutMs?: number;
	readonly onMeasured?: (row: BenchRow) => void;
	readonly onQuantised?: (tensors: number, of: number) => void;
	readonly onDownloaded?: (bytes: number, total: number) => void;
}

/** What setTimeout can count to: for ever, here. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Does one thing in an engine process that owns no model and ends afterwards. Its death is a Problem, not ours. */
export async function inThrowAway<T>(
	work: (rpc: EngineChild["rpc"]) => Promise<T>,
	{ doing, remedy, signal, timeoutMs, onMeasured, onQuantised, onDownloaded }: ThrowAwayOptions,
): Promise<T> {
	const child = new EngineChild({
		answered: () => {},
		decoded: () => {},
		measured: (row) => onMeasured?.(row),
		quantised: (tensors, of) => onQuantised?.(tensors, of),
		downloaded: (bytes, total) => onDownloaded?.(bytes, total),
	});
	const cancel = () => child.kill();
	signal?.addEventListener("abort", cancel, { once: true });
	let isLate = false;
	const timer = setTimeout(() => {
		isLate = true;
		child.kill();
	}, timeoutMs ?? LONGEST_TIMER);
	try {
		if (signal?.aborted) throw new Problem("cancelled", `${doing} was cancelled.`, "");
		return await work(child.rpc);
	} catch (error) {
		if (!(error instanceof EngineDied)) throw error;
		if (signal?.aborted) throw new Problem("cancelled", `${doing} was cancelled.`, "");
		if (isLate) throw new Problem("input", `${doing} took more than ${(timeoutMs ?? 0) / 1000} seconds.`, remedy);
		const isCrash = error.signal !== null;
		throw new Problem(isCrash ? "input" : "engine", `${doing} failed (${error.how}).`, remedy);
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener("abort", cancel);
		await child.close();
	}
}
