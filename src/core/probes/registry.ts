import { likelihood } from "./membership/likelihood.ts";
import { minK } from "./membership/minK.ts";
import type { Probe } from "./probe.ts";
import { reintroduction } from "./ununlearning/reintroduction.ts";
import { continuation } from "./verbatim/continuation.ts";
import { extraction } from "./verbatim/extraction.ts";
import { extractionStrength } from "./verbatim/extractionStrength.ts";

/** Every probe there is, in the order results show them. To add one: a file, this line, a test, a line in docs/probes. */
export const PROBES: readonly Probe[] = [
	extraction,
	continuation,
	extractionStrength,
	likelihood,
	minK,
	reintroduction,
];
