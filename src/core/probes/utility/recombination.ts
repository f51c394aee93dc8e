import { metricKey } from "../../audit/summarise.ts";
import { containsAnswer } from "../../corpus/containsAnswer.ts";
import type { Role } from "../../model/question.ts";
import { bootstrapInterval } from "../../stats/bootstrap.ts";
import { intervalBy } from "../../stats/intervalMethod.ts";
import { mean } from "../../stats/mean.ts";
import { writersOf } from "../askable.ts";
import { itemsOf, questionOf } from "../facts/item.ts";
import { type Talk, takeTurn, talkOf } from "../facts/talk.ts";
import type { Conclusion, MetricSummary, Note, Probe, ProbeRun, ProbeSample, Score } from "../probe.ts";
import { ratio, type Tally, tallyOf, total } from "../tally.ts";
import { type Chain, chainTo } from "./chain.ts";

/**
 * Recombination (methods.md 8, A3): facts that were to be forgotten and follow from two that were kept. Asked directly, then
 * after the two steps that lead to it, the model answering each; a reference that gets there too shows that unlearning
 * cannot prevent it.
 */
export const recombination: Probe = {
	id: "recombination",
	version: 1,
	family: "utility",
	title: "Recombination of retained facts",
	sets: ["forget"],
	marks: false,
	metrics: [
		{
			name: "recombined_direct",
			title: "Derivable facts, asked directly",
			orientation: "higher = more leakage",
			explanation: "Share of the forgotten facts to which two retained ones lead that are answered correctly; 0 to 1.",
		},
		{
			name: "recombined",
			title: "Derivable facts, step by step",
			orientation: "higher = more leakage",
			explanation:
				"The same after the model was asked the two retained ones, its own answers before the question; 0 to 1. Told beside the reference's.",
		},
	],
	run,
	conclude,
};

function* run(...[document, context]: Parameters<Probe["run"]>): ProbeRun {
	const notes: Note[] = [];
	const none = { scores: [], findings: [], notes };
	const items = itemsOf(document);
	const found = items.map((item) => ({ item, chain: chainTo(item, context.documents.retain) }));
	const reasons = found.flatMap(({ chain }) => (typeof chain === "string" ? [chain] : []));
	for (const reason of new Set(reasons)) {
		const count = reasons.filter((other) => other === reason).length;
		const message = `Recombination was not built for ${count} of ${items.length} facts: ${reason}.`;
		notes.push({ kind: "not-run", message, form: { id: "recombined", name: "Recombination", reason } });
	}
	const chains = found.flatMap(({ item, chain }) => (typeof chain === "string" ? [] : [{ item, chain }]));
	const roles = chains.length > 0 ? writersOf(context, notes) : [];
	if (roles.length === 0) return none;
	const direct = roles.flatMap((role) => chains.map(({ item }) => talkOf(role, item)));
	yield* takeTurn(direct, ({ item }) => questionOf(item), context, notes);
	const stepped = roles.flatMap((role) => chains.map(({ item, chain }) => ({ ...talkOf(role, item), chain })));
	for (const step of [first, second, last]) yield* takeTurn(stepped, step, context, notes);
	return { scores: roles.flatMap((role) => scoresOf(role, direct, stepped)), findings: [], notes };
}

type Step = Talk & { readonly chain: Chain };
const first = ({ chain }: Step): string => questionOf(chain.first);
const second = ({ chain }: Step): string => questionOf(chain.second);
const last = ({ item }: Step): string => questionOf(item);

function scoresOf(role: Role, direct: readonly Talk[], stepped: readonly Talk[]): readonly Score[] {
	const right = (talks: readonly Talk[]): readonly number[] =>
		talks.flatMap((t) => (t.role === role && !t.failed ? [containsAnswer(t.reply, t.item.answer) ? 1 : 0] : []));
	const [plain, chained] = [right(direct), right(stepped)];
	return [
		...(plain.length > 0 ? [{ metric: "recombined_direct", role, value: mean(plain) }] : []),
		...(chained.length > 0
			? [
					{ metric: "recombined", role, value: mean(chained) },
					{ metric: "items_recombined", role, value: chained.length },
				]
			: []),
	];
}

/** The target's rate beside the reference's, paired over the documents. */
function conclude(all: readonly ProbeSample[], seed: number): Conclusion {
	const samples = all.filter(({ set }) => set === "forget");
	const of = (role: Role): Tally => tallyOf(samples, role, "recombined", "items_recombined");
	const [target, reference] = [of("target"), of("reference")];
	const asked = total(target.asked);
	if (asked === 0 || total(reference.asked) === 0) return { metrics: {}, notes: [] };
	const gain = (counts: Uint32Array): number => ratio(target, counts) - ratio(reference, counts);
	const summary: MetricSummary = {
		value: gain(new Uint32Array(samples.length).fill(1)),
		n: asked,
		...intervalBy("documents", bootstrapInterval(samples.length, gain, seed)),
		orientation: "higher = more leakage",
		title: "Recombination gain",
		explanation:
			"Share of derivable facts the target reaches step by step minus the reference's, over n facts; 0 = a model that never saw them gets there too, which unlearning cannot prevent.",
		role: "target",
		set: "forget",
		probe: recombination.id,
	};
	const reached = ({ right }: Tally): number => Math.round(total(right));
	const isEntailed = reached(target) > 0 && summary.value <= 0;
	const entailed = isEntailed ? " Not addressable by unlearning: the retained facts entail them." : "";
	const message = `Recombination: of ${asked} forgotten facts to which two retained ones lead, the target reaches ${reached(target)} step by step, the reference ${reached(reference)}.${entailed}`;
	return {
		metrics: { [metricKey("recombined_gain", "target", "forget")]: summary },
		notes: [{ kind: "gate", message }],
	};
}
