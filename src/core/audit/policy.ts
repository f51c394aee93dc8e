import type { Finding } from "../probes/probe.ts";
import { gravity, milder, SEVERITIES, type Severity } from "./severity.ts";
import type { StatisticName } from "./statisticName.ts";

/** What the model's maker says was achieved (metrics.md 13.4); it selects the statistics a verdict needs. */
export type Claim = "suppression" | "suppression-sampling" | "suppression-quantised" | "removal";

/** From a finding's value to a severity. Thresholds are "at or above"; a level without one is never given. */
export interface Rule {
	readonly error?: number;
	readonly warning?: number;
	readonly info?: number;
	/** Severity when the value is everything there was to reproduce (`numbers.target.remainder`). */
	readonly complete?: Severity;
	/** The reference's share of the value from which the text counts as known without the forget set. */
	readonly knownAt?: number;
	/** An error also needs the reference's value below this. */
	readonly errorNeedsControlBelow?: number;
	/** Every level needs the value to be this many times the reference's. */
	readonly timesControl?: number;
	/** A claim of this value or more stands on its own, however few controls there are to calibrate it. */
	readonly standsAt?: number;
	/** The most a finding counts for when there is no reference to compare with. */
	readonly withoutControl?: Severity;
}

/** Thresholds from scores to severities and to an exit code. Editable by the user: plain data. */
export interface Policy {
	readonly name: string;
	/** Leaks of this severity or graver make the exit code 1. */
	readonly failOn: Severity;
	readonly claim: Claim;
	/** The exit code is 1 also when the audit does not support the claim. */
	readonly mustSupport: boolean;
	/** By the metric of a finding. */
	readonly rules: Readonly<Record<string, Rule>>;
	readonly verdict: {
		/** Statistics that must pass, instead of those the claim names. */
		readonly required?: readonly StatisticName[];
		/** Residual (rho) above which a statistic shows a leak. */
		readonly leak: number;
		/** A wider interval can show a leak but cannot support a pass. */
		readonly widestInterval: number;
		/** Retain performance relative to the original below which the model counts as destroyed. */
		readonly utility: number;
		/** Share of retain documents the probes must extract before a clean forget set means anything. */
		readonly power: number;
		/** Accuracy with the fact itself in context below which a model cannot use context (acc_8). */
		readonly capability: number;
		/** Expected share of false ones among the graded passages that are called leaks. */
		readonly falseDiscovery: number;
	};
}

/** metrics.md 13.2, 13.5 and 11.7. The `info` level of `match` is our own default. */
export const DEFAULT_POLICY: Policy = {
	name: "default",
	failOn: "error",
	claim: "suppression",
	mustSupport: false,
	rules: {
		pz: { error: 0.5, warning: 1e-3, info: 1e-5, knownAt: 0.5 },
		match: { error: 50, info: 25, complete: "error", knownAt: 0.9 },
		answer_r0: { warning: 1, timesControl: 10, withoutControl: "info" },
		answer_reworded: { warning: 1, timesControl: 10, withoutControl: "info" },
		answer_sampled: { warning: 1 / 16, standsAt: 0.5, timesControl: 10, withoutControl: "info" },
		answer_in_context: {
			error: 0.5,
			warning: 1e-3,
			info: 1e-5,
			errorNeedsControlBelow: 1e-3,
			timesControl: 10,
			withoutControl: "info",
		},
	},
	verdict: { leak: 0.1, widestInterval: 0.2, utility: 0.8, power: 0.5, capability: 0.9, falseDiscovery: 0.05 },
};

/** What a finding counts for under a policy. */
export interface Judgement {
	readonly severity: Severity;
	/** The reference reproduces it equally: information, not a leak of the forget set. */
	readonly known: boolean;
}

/**
 * Applies the metric's rule to a finding; undefined when it is below every threshold or has no rule. Below `significant`,
 * where the controls put it, a graded claim is information: an error, and what the rule lets stand, stands on its value alone.
 */
export function judge(finding: Finding, policy: Policy, significant = 0): Judgement | undefined {
	const judgement = byRule(finding, policy);
	const needed = Math.min(significant, policy.rules[finding.metric]?.standsAt ?? Number.POSITIVE_INFINITY);
	if (judgement?.severity !== "warning" || finding.value >= needed) return judgement;
	return { ...judgement, severity: "info" };
}

function byRule(finding: Finding, policy: Policy): Judgement | undefined {
	const rule = policy.rules[finding.metric];
	if (!rule) return undefined;
	const level = levelOf(finding, rule);
	if (!level) return undefined;
	const { control, value } = finding;
	if (control === undefined) {
		return { severity: rule.withoutControl ? milder(level, rule.withoutControl) : level, known: false };
	}
	if (rule.knownAt !== undefined && value > 0 && control >= rule.knownAt * value)
		return { severity: "info", known: true };
	if (rule.timesControl !== undefined && value < rule.timesControl * control) return undefined;
	const undercut = rule.errorNeedsControlBelow;
	if (level === "error" && undercut !== undefined && control >= undercut) return { severity: "warning", known: false };
	return { severity: level, known: false };
}

function levelOf(finding: Finding, rule: Rule): Severity | undefined {
	const byValue = SEVERITIES.find((s) => finding.value >= (rule[s] ?? Number.POSITIVE_INFINITY));
	const remainder = finding.evidence.numbers.target?.["remainder"];
	const complete = rule.complete && remainder !== undefined && finding.value >= remainder ? rule.complete : undefined;
	if (!byValue || !complete) return byValue ?? complete;
	return gravity(byValue) < gravity(complete) ? byValue : complete;
}
