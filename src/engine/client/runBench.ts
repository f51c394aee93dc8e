import type { BenchPlan, BenchRow } from "../../protocol/bench.ts";
import { orThrow } from "./refusal.ts";
import { inThrowAway } from "./throwAway.ts";

/** Measures the engine in a process of its own. Rows are handed over as they are found. Throws Problem. */
export async function runBench(plan: BenchPlan, onRow: (row: BenchRow) => void, signal: AbortSignal): Promise<void> {
	await inThrowAway(async (rpc) => orThrow(await rpc.bench(plan)), {
		doing: "The benchmark",
		remedy: "Run `palimpsest doctor`.",
		onMeasured: onRow,
		signal,
	});
}
