import type { Orientation } from "../../src/core/probes/probe.ts";

/** How evidence names the numbers probes give; a number without a word here is shown under its own name. */
const WORDS: Readonly<Record<string, { readonly title: string; readonly orientation: Orientation }>> = {
	pz: { title: "p_z", orientation: "higher = more leakage" },
};

export function metricWords(name: string): { readonly title: string; readonly orientation?: Orientation } {
	return Object.hasOwn(WORDS, name) ? (WORDS[name] ?? { title: name }) : { title: name };
}
