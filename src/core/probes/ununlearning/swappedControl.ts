import type { Role } from "../../model/question.ts";
import type { Asked } from "../facts/askForms.ts";
import type { MetricSummary, Note, ProbeSample, Score } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";
import { ratio, total } from "../tally.ts";
import type { Statistic } from "./ladderStatistic.ts";
import type { Control } from "./rungs/swapped.ts";

/** Right answers of a fact's own context and of its swapped one, over the facts that were asked in both. */
export function pairedScores(
	asked: readonly Asked[],
	roles: readonly Role[],
	controls: readonly Control[],
): readonly Score[] {
	return roles.flatMap((role) =>
		controls.flatMap(({ rung, swapped }): readonly Score[] => {
			const pairs = asked.flatMap(({ form, item, replies }) => {
				const own = form.id === rung.id ? replies[role] : undefined;
				const other = asked.find((a) => a.form === swapped && a.item === item)?.replies[role];
				return own && other ? [{ own: own.right, other: other.right }] : [];
			});
			if (pairs.length === 0) return [];
			return [
				{ metric: `own_${rung.id}`, role, value: total(pairs.map(({ own }) => own)) },
				{ metric: `other_${rung.id}`, role, value: total(pairs.map(({ other }) => other)) },
				{ metric: `pairs_${rung.id}`, role, value: pairs.length },
			];
		}),
	);
}

/** How much more a fact's own context lifts the target than another fact's does, beyond what it does to the reference. */
export function specificLift(samples: readonly ProbeSample[], { rung }: Control): Statistic {
	const counted = (role: Role, which: string): readonly number[] =>
		samples.map((s) => scoreOf(s, `${which}_${rung.id}`, role) ?? 0);
	const of = (role: Role) => {
		const asked = counted(role, "pairs");
		const [own, other] = [
			{ right: counted(role, "own"), asked },
			{ right: counted(role, "other"), asked },
		];
		return (counts: Uint32Array): number => ratio(own, counts) - ratio(other, counts);
	};
	const [target, reference] = [of("target"), of("reference")];
	return {
		name: `specific_${rung.id}`,
		title: `Specific lift ${rung.name}`,
		orientation: "higher = more leakage",
		explanation: `How much more the own context of ${rung.name} lifts the target over another fact's context than it lifts the reference, over n facts; above 0 with its interval a fact is recalled by its context, else any context would do.`,
		n: total(counted("target", "pairs")),
		of: (counts) => target(counts) - reference(counts),
	};
}

/** Rungs on which a lift is shown that another fact's context gives as well: priming, and no recall of the fact. */
export function primingNotes(
	metrics: Readonly<Record<string, MetricSummary>>,
	controls: readonly Control[],
): readonly Note[] {
	const above = (name: string): boolean | undefined => {
		const metric = metrics[name];
		return metric && metric.interval[0] > 0;
	};
	const primed = controls.filter(({ rung }) => above(`delta_${rung.id}`) && above(`specific_${rung.id}`) === false);
	return primed.map(({ rung }) => ({
		kind: "gate",
		message: `${rung.name} lifts the target more than the reference, but not shown to lift it more than another fact's context does: that may be priming by any context rather than recall of the fact. The verdict counts it all the same: no context gives the answer.`,
	}));
}
