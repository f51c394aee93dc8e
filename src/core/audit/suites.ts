import type { Probe } from "../probes/probe.ts";
import { PROBES } from "../probes/registry.ts";
import { plainQuestions } from "../probes/ununlearning/ladder.ts";
import { Problem } from "./problem.ts";

/** Named lists of probes. `quick` asks only what squiggles need; `standard` adds membership and context; `full` is all. */
export const SUITES: Readonly<Record<string, readonly string[]>> = {
	quick: ["extraction", "continuation"],
	standard: ["extraction", "continuation", "extraction-strength", "min-k", "min-k-answers", "reintroduction"],
	full: [
		"extraction",
		"continuation",
		"extraction-strength",
		"coverage",
		"knowledge",
		"truth-ratio",
		"jailbreak",
		"likelihood",
		"min-k",
		"min-k-answers",
		"loss-curve",
		"recall",
		"ladder",
		"dialogue",
		"sampled-answers",
		"sampled-forms",
		"retained",
		"dual-use",
		"recombination",
		"fluency",
	],
};

/** How a suite quantises the target, to see whether less precision brings the text back (arXiv 2410.16454). */
const QUANTISED: Readonly<Record<string, readonly string[]>> = { full: ["Q8_0", "Q4_K_M", "Q4_0", "Q3_K_M"] };

/** What a quantised target is asked: what shows on the surface, in likelihood and after context. */
const ASKED_QUANTISED: readonly string[] = ["extraction", "continuation", "extraction-strength", "reintroduction"];

export const quantisedProbes = (): readonly Probe[] => PROBES.filter(({ id }) => ASKED_QUANTISED.includes(id));

/** What relearned copies are asked: plain questions, and the openings of documents. */
export const relearnedProbes = (): readonly Probe[] => [
	plainQuestions,
	...PROBES.filter(({ id }) => id === "continuation"),
];

/** The ways to quantise that a suite wants when nobody says otherwise. */
export function suiteQuantisations(name: string): readonly string[] {
	return QUANTISED[name] ?? [];
}

/** The probes of a suite, in registry order. Throws `Problem` for an unknown name. */
export function suiteProbes(name: string): readonly Probe[] {
	const ids = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
	if (!ids) {
		const known = Object.keys(SUITES).join(", ");
		throw new Problem("input", `There is no suite named "${name}".`, `Choose one of: ${known}.`);
	}
	return PROBES.filter((probe) => ids.includes(probe.id));
}
