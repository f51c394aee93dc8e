import type { MetricSummary } from "../../probes/probe.ts";
import type { RelearnedSummary } from "../result.ts";
import type { Lesson } from "./lesson.ts";
import { meanShare } from "./relearnCurve.ts";
import type { AskedAgain, Relearned } from "./relearned.ts";

/** What a result keeps of relearning; nothing where no copy was asked. */
export function relearnedSummary(
	relearned: Relearned | string | undefined,
): { readonly relearned: RelearnedSummary } | Record<string, never> {
	if (relearned === undefined || typeof relearned === "string") return {};
	const { trainer, budget, curves, copies } = relearned;
	const drawn = typeof curves === "string" ? [] : [curves.target, curves.reference];
	const summary = {
		trainer,
		budget,
		curves: drawn.map(({ of, points }) => {
			return { of, points: points.map(({ steps, shares }) => ({ steps, share: meanShare(shares) })) };
		}),
		copies,
	};
	return { relearned: summary };
}

/** The numbers of every model's copy, under their names and what it was taught: "acc_r0@half". */
export function relearnedMetrics(relearned: Relearned | string | undefined): Readonly<Record<string, MetricSummary>> {
	if (relearned === undefined || typeof relearned === "string") return {};
	const { budget, disjoint, benign } = relearned;
	return {
		...metricsOf(disjoint, "half", `after ${budget} steps on the other half`),
		...metricsOf(benign, "retain", `after ${budget} steps on retain documents`),
	};
}

/** What numbers of copies are filed under. */
export const RELEARNING = "relearning";

/** What the copies are judged by; the rest of what their probes count says nothing more. */
const JUDGED: readonly string[] = ["acc_r0", "match_share"];

function metricsOf(asked: AskedAgain | string, lesson: Lesson, after: string): Readonly<Record<string, MetricSummary>> {
	if (typeof asked === "string") return {};
	const entries = Object.values(asked.conclusions).flatMap(({ metrics }) => Object.entries(metrics));
	return Object.fromEntries(
		entries.flatMap(([key, metric]) => {
			const [name = "", ...role] = key.split(".");
			if (!JUDGED.includes(name)) return [];
			return [
				[
					[`${name}@${lesson}`, ...role].join("."),
					{ ...metric, title: `${metric.title}, ${after}`, probe: RELEARNING },
				] as const,
			];
		}),
	);
}
