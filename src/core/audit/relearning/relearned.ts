import type { Conclusion } from "../../probes/probe.ts";
import type { DocumentResult } from "../result.ts";
import type { RelearnCurve } from "./relearnCurve.ts";
import type { AskedCopy } from "./relearnedCopy.ts";

/** Said where nobody gave any: there is nothing to ask. */
export const NO_COPIES =
	'no relearned copies were given ("relearned" in palimpsest.json, or --relearn for models of the lab)';

/** What copies of the models say after a little training. */
export interface Relearned {
	/** How the copies were trained. */
	readonly trainer: string;
	/** s*: steps after which the reference gives back half of what it was taught. */
	readonly budget: number;
	/** The half that was held out, asked of copies taught the other half (D); or why it was not. */
	readonly disjoint: AskedAgain | string;
	/** The forget set, asked of copies taught retain documents alone (N). */
	readonly benign: AskedAgain | string;
	/** The forget set, given back ever better by copies taught all of it: target and reference (AIN). */
	readonly curves: { readonly target: RelearnCurve; readonly reference: RelearnCurve } | string;
	readonly copies: readonly AskedCopy[];
}

/** Forget documents, asked of copies of all the models. */
export interface AskedAgain {
	readonly documents: readonly DocumentResult[];
	readonly conclusions: Readonly<Record<string, Conclusion>>;
	readonly hasOriginal: boolean;
}
