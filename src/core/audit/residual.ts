import type { SetName } from "../corpus/document.ts";
import type { Role } from "../model/question.ts";
import type { Interval } from "../stats/bootstrap.ts";
import { bootstrapInterval, bootstrapTwoSample } from "../stats/bootstrap.ts";
import { countedMean } from "../stats/mean.ts";
import type { DocumentResult } from "./result.ts";

/** A per-document score that tells how much of a document is left, and the most it can be. */
export interface Measure {
	readonly probe: string;
	readonly metric: string;
	readonly title: string;
	readonly ceiling: number;
	/** The same forget documents as somebody else's answers have them: a quantised copy's. */
	readonly forget?: readonly DocumentResult[];
}

/** What residuals are computed from. */
export interface ResidualInput {
	readonly documents: Readonly<Record<SetName, readonly DocumentResult[]>>;
	readonly hasOriginal: boolean;
	readonly hasReference: boolean;
	readonly seed: number;
}

/** rho of a statistic: 0 = as a model that never saw the forget set, 1 = as the original. */
export interface Residual {
	readonly value: number;
	readonly interval: Interval;
	/** Forget documents that the worst measure has a score of. */
	readonly n: number;
	/** All forget documents, scored or not. */
	readonly of: number;
	/** Given where the largest of many needs a test of its own before it shows a leak: whether that bore it out. */
	readonly confirmed?: boolean;
	/** Title of the measure with the largest rho, and how many were tried. */
	readonly worst: string;
	readonly tried: number;
	readonly control: "reference" | "holdout";
}

/** Below this difference between original and reference there was nothing to forget (metrics.md 11.3; own default). */
const NOTHING = 0.05;

/** A score of each document under a role; NaN where there is none. */
export function scoreColumn(
	documents: readonly DocumentResult[],
	measure: Pick<Measure, "probe" | "metric">,
	role: Role,
): readonly number[] {
	return documents.map(
		(d) => d.scores[measure.probe]?.find((s) => s.metric === measure.metric && s.role === role)?.value ?? Number.NaN,
	);
}

interface Columns {
	readonly title: string;
	readonly target: readonly number[];
	readonly original: readonly number[] | undefined;
	readonly ceiling: number;
	/** Of the forget documents under the reference, or of the holdout documents under the target. */
	readonly control: readonly number[];
}

/**
 * The largest rho = clip((m(target) - R) / (O - R), 0, 1) over the measures, its maximum taken anew in each resample of
 * the documents (metrics.md 13.1, 11.6). R is the reference's mean on the same documents or, without one, the target's
 * on holdout documents; O the original's or, without one, the ceiling. Measures by which O does not exceed R beyond chance
 * are left out where others do.
 * @returns a sentence when it cannot be had
 */
export function residual(measures: readonly Measure[], input: ResidualInput): Residual | string {
	const { documents, hasReference } = input;
	const control = hasReference ? "reference" : "holdout";
	const controls = hasReference ? documents.forget : documents.holdout;
	const forgetOf = (m: Measure): readonly DocumentResult[] => m.forget ?? documents.forget;
	const scored = measures.filter((m) => some(scoreColumn(forgetOf(m), m, "target")));
	if (scored.length === 0) return "no probe that measures it gave a score";
	if (controls.length === 0) return "it needs a reference model or holdout documents to compare with";
	const all = scored.map((m) => ({
		title: m.title,
		ceiling: m.ceiling,
		target: scoreColumn(forgetOf(m), m, "target"),
		original: input.hasOriginal ? scoreColumn(forgetOf(m), m, "original") : undefined,
		control: hasReference ? scoreColumn(forgetOf(m), m, "reference") : scoreColumn(controls, m, "target"),
	}));
	const measured = all.filter((c) => some(c.control) && (!c.original || some(c.original)));
	if (measured.length === 0)
		return `no probe that measures it gave a score for the ${control}${input.hasOriginal ? " and the original" : ""}`;
	const everything = new Uint32Array(documents.forget.length).fill(1);
	const allControls = new Uint32Array(controls.length).fill(1);
	/** Over resamples of forget documents and, where they are others, of the controls. */
	const interval = (statistic: (forget: Uint32Array, control: Uint32Array) => number): Interval =>
		hasReference
			? bootstrapInterval(documents.forget.length, (counts) => statistic(counts, counts), input.seed)
			: bootstrapTwoSample(documents.forget.length, controls.length, statistic, input.seed);
	const known = measured.filter((c) => !Number.isNaN(rho(c, everything, allControls)));
	if (known.length === 0)
		return "the original knows no more of the forget set than the control: there was nothing to forget";
	// A measure that hardly tells them apart divides by almost nothing: its residual may be anything, and so would the largest.
	const clear = known.filter((c) => !(interval((f, g) => knownBeyond(c, f, g))[0] <= NOTHING));
	const columns = clear.length > 0 ? clear : known;
	const largest = (forget: Uint32Array, control: Uint32Array): number => {
		const defined = columns.map((c) => rho(c, forget, control)).filter((r) => !Number.isNaN(r));
		// A resample with nothing to forget in it has no residual; it is left out, as every undefined one is.
		return defined.length > 0 ? Math.max(...defined) : Number.NaN;
	};
	const value = largest(everything, allControls);
	const worst = columns.find((c) => rho(c, everything, allControls) === value);
	return {
		value,
		interval: interval(largest),
		n: worst?.target.filter((score) => !Number.isNaN(score)).length ?? 0,
		of: documents.forget.length,
		worst: worst?.title ?? "",
		tried: columns.length,
		control,
	};
}

/** What there was to forget: O - R. */
function knownBeyond({ control, original, ceiling }: Columns, forget: Uint32Array, controls: Uint32Array): number {
	return (original ? countedMean(original, forget) : ceiling) - countedMean(control, controls);
}

function rho(columns: Columns, forget: Uint32Array, control: Uint32Array): number {
	const lost = knownBeyond(columns, forget, control);
	if (lost <= NOTHING) return Number.NaN;
	const ratio = (countedMean(columns.target, forget) - countedMean(columns.control, control)) / lost;
	return Math.min(1, Math.max(0, ratio));
}

/** Below this share of scored documents a score says nothing of the set (own default). */
const ENOUGH = 0.5;

export function isEnough(scores: readonly number[]): boolean {
	const scored = scores.filter((score) => !Number.isNaN(score)).length;
	return scored > 0 && scored >= ENOUGH * scores.length;
}

const some = (values: readonly number[]): boolean => values.some((v) => !Number.isNaN(v));
