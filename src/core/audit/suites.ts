import type { Probe } from "../probes/probe.ts";
import { PROBES } from "../probes/registry.ts";
import { Problem } from "./problem.ts";

/** Named lists of probes. `quick` asks only what squiggles need; `standard` adds membership and context; `full` is all. */
export const SUITES: Readonly<Record<string, readonly string[]>> = {
	quick: ["extraction", "continuation"],
	standard: ["extraction", "continuation", "extraction-strength", "min-k", "reintroduction"],
	full: [
		"extraction",
		"continuation",
		"extraction-strength",
		"coverage",
		"knowledge",
		"jailbreak",
		"likelihood",
		"min-k",
		"ladder",
		"sampled-answers",
		"retained",
		"fluency",
	],
};

/** The probes of a suite, in registry order. Throws `Problem` for an unknown name. */
export function suiteProbes(name: string): readonly Probe[] {
	const ids = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
	if (!ids) {
		const known = Object.keys(SUITES).join(", ");
		throw new Problem("input", `There is no suite named "${name}".`, `Choose one of: ${known}.`);
	}
	return PROBES.filter((probe) => ids.includes(probe.id));
}
