import type { BenchModel, BenchPlan, BenchRow } from "../../protocol/bench.ts";
import { generation } from "./generation.ts";
import { peer } from "./peer.ts";
import { prefixes } from "./prefixes.ts";
import { scoring } from "./scoring.ts";

/** What is measured, in this order, on every model. To add a figure: a file beside this one and a line here. */
const SUBJECTS: Readonly<Record<string, (model: BenchModel, plan: BenchPlan) => Promise<readonly BenchRow[]>>> = {
	scoring,
	peer,
	prefixes,
	generation,
};

/** Measures the engine on every model of the plan. Rows are handed over as they are found. */
export async function benchEngine(plan: BenchPlan, found: (row: BenchRow) => void): Promise<void> {
	for (const [subject, measure] of Object.entries(SUBJECTS)) {
		if (plan.only.length > 0 && !plan.only.includes(subject)) continue;
		for (const model of plan.models) for (const row of await measure(model, plan)) found(row);
	}
}
