import type { Form } from "../../facts/form.ts";
import { axioms } from "./axioms.ts";
import { bare } from "./bare.ts";
import { cue } from "./cue.ts";
import { full } from "./full.ts";
import { reformat } from "./reformat.ts";
import { restated } from "./restated.ts";
import { siblings } from "./siblings.ts";
import { before, surroundings } from "./surroundings.ts";
import { twoOptions } from "./twoOptions.ts";

/** The ununlearning ladder (metrics.md 11.2), from nothing in context to the fact itself. */
export const RUNGS: readonly Form[] = [
	bare,
	...reformat,
	...cue,
	...siblings,
	...surroundings,
	twoOptions,
	axioms,
	...restated,
	full,
];

/** Its foot, one step and its top: what a standard audit has time for. */
export const FEW_RUNGS: readonly Form[] = [bare, before, full];
