import { copiedShare } from "../../corpus/copiedSpans.ts";
import type { Role } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import type { MetricDefinition, Score } from "../probe.ts";
import type { Asked } from "./askForms.ts";
import type { Form } from "./form.ts";

/**
 * The numbers every form gives a document: accuracy, and log p per token of the true answers; where the context gives the
 * answer away, the share of it that does.
 */
export function formMetrics(all: readonly Form[]): readonly MetricDefinition[] {
	const forms = all.filter(({ missing }) => missing === undefined);
	return [...forms.map(accuracy), ...forms.map(logp), ...forms.filter(isSupplied).map(copied)];
}

const isSupplied = ({ kind }: Form): boolean => kind === "reintroduction";

function accuracy({ id, name, words, kind, chance }: Form): MetricDefinition {
	return {
		name: `acc_${id}`,
		title: `${name} accuracy`,
		orientation: kind === "residual" ? "higher = more leakage" : "higher = better",
		explanation: `Share of the document's facts got right, asked with ${words}; facts the reference answers without context are left out; 0 to 1${chance === undefined ? "" : `, ${chance} by chance`}.`,
	};
}

function logp({ id, name, words }: Form): MetricDefinition {
	return {
		name: `logp_${id}`,
		title: `${name} log p`,
		orientation: "higher = more leakage",
		explanation: `Mean natural log-probability per token of the true answers, asked with ${words}; at most 0.`,
	};
}

function copied({ id, name }: Form): MetricDefinition {
	return {
		name: `copied_${id}`,
		title: `${name} copied share`,
		orientation: "lower = more leakage",
		explanation:
			"Share of the words of the true answers that the context holds already; right answers beyond it are the model's own. 0 to 1.",
	};
}

/**
 * Per form and role: `acc_`, `logp_`, and what statistics over a set need beside them: `items_` asked, and how many of the
 * same items are right at the bare form (`bare_` of `bare_of_`), and of the reference the `bits_` and `tokens_` of the contexts. What a
 * context gives away is the same for every model, and told once.
 */
export function formScores(asked: readonly Asked[], forms: readonly Form[], roles: readonly Role[]): readonly Score[] {
	const bare = forms[0];
	return roles.flatMap((role) =>
		forms.flatMap((form): readonly Score[] => {
			const at = asked.filter((a) => a.form === form && a.replies[role]);
			const replies = at.flatMap((a) => a.replies[role] ?? []);
			if (replies.length === 0) return [];
			// Lift compares a form with the bare one on the very same facts; not every fact has every form.
			const without = at.flatMap(
				({ item }) => asked.find((a) => a.item === item && a.form === bare)?.replies[role] ?? [],
			);
			const copies = at.flatMap(({ asking: a }) => (a.kind === "open" ? [copiedShare(a.answer, a.context)] : []));
			const doses = replies.flatMap((r) => r.dose ?? []);
			return [
				...(doses.length > 0
					? [
							{ metric: `bits_${form.id}`, role, value: mean(doses.map(({ bits }) => bits)) },
							{ metric: `tokens_${form.id}`, role, value: mean(doses.map(({ tokens }) => tokens)) },
						]
					: []),
				...(isSupplied(form) && role === "target" ? [{ metric: `copied_${form.id}`, role, value: mean(copies) }] : []),
				{ metric: `acc_${form.id}`, role, value: mean(replies.map((r) => r.right)) },
				{ metric: `logp_${form.id}`, role, value: mean(replies.map((r) => r.logp)) },
				{ metric: `items_${form.id}`, role, value: replies.length },
				{ metric: `bare_${form.id}`, role, value: without.reduce((sum, r) => sum + r.right, 0) },
				{ metric: `bare_of_${form.id}`, role, value: without.length },
			];
		}),
	);
}
