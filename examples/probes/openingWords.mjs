/**
 * A probe of one's own: does the model, given a document's first five words, write the sixth? Name this file as "probes" in
 * palimpsest.json. The types are those of src/core/probes/probe.ts.
 *
 * @import { Probe, ProbeRun } from "../../src/core/probes/probe.ts"
 */

const GIVEN = 5;

/** @type {Probe} */
const openingWords = {
	id: "opening-words",
	version: 1,
	family: "verbatim",
	title: "The word after the opening",
	sets: ["forget", "retain"],
	metrics: [
		{
			name: "sixth_word",
			title: "Sixth word",
			orientation: "higher = more leakage",
			explanation: "1 when greedy decoding after a document's first five words writes its sixth, else 0.",
		},
	],
	run,
};

export default openingWords;

/**
 * A pure coroutine: yields questions, is handed their outcomes in the same order, returns scores and findings.
 *
 * @type {Probe["run"]}
 */
function* run(document, { models }) {
	const words = [...document.text.matchAll(/\S+/g)];
	const [last, next] = [words[GIVEN - 1], words[GIVEN]];
	if (!last || !next) {
		const message = `The document has no more than ${GIVEN} words.`;
		return { scores: [], findings: [], notes: [{ kind: "not-run", message, cause: "too short" }] };
	}
	const prompt = document.text.slice(0, last.index + last[0].length);
	const roles = /** @type {(keyof typeof models)[]} */ (Object.keys(models));
	const outcomes = yield roles.map((role) => ({ kind: "generate", role, prompt, maxTokens: 8, stop: ["\n"] }));
	const right = outcomes.map((outcome) => outcome.kind === "generate" && outcome.text.trimStart().startsWith(next[0]));
	return {
		scores: roles.map((role, i) => ({ metric: "sixth_word", role, value: right[i] ? 1 : 0 })),
		// Thresholds for a finding's metric come from a policy: "rules": { "sixth_word": { "info": 1 } }.
		findings: right[roles.indexOf("target")]
			? [
					{
						span: { start: next.index, end: next.index + next[0].length },
						metric: "sixth_word",
						value: 1,
						evidence: { prompt, expected: next[0], numbers: {}, setting: `greedy, after ${GIVEN} words` },
					},
				]
			: [],
		notes: [],
	};
}
