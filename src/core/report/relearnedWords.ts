import type { RelearnedSummary } from "../audit/result.ts";
import { counted } from "./formatNumber.ts";

/** What relearned copies are, in one line: a result can be weighed, and made again, with what the JSON report lists. */
export function relearnedWords({ trainer, budget, copies }: RelearnedSummary): string {
	return `${trainer}; ${copies.length} in all, listed in the JSON report; asked after ${counted(budget, "step")}, when the reference gave half of what it was taught back`;
}
