import { bootstrapIntervals, type Interval } from "../../stats/bootstrap.ts";
import { type RelearnCurve, stepsToHalf } from "./relearnCurve.ts";
import { NO_COPIES, type Relearned } from "./relearned.ts";

/**
 * AIN (methods.md 5.3; metrics.md 13.2): the steps the target needs until half of the forget set is back, over those of the
 * reference. Well below 1 the knowledge was still there; well above it, unlearning went further than never having learnt.
 */
export interface RelearningSpeed {
	readonly ratio: number;
	/** 95 %; where half was not reached in a resample, its steps are only known to be more, and so a bound may be Infinity. */
	readonly interval: Interval;
	/** Steps to half, of each. */
	readonly target: number;
	readonly reference: number;
	/** Whether the target got there; otherwise its steps and the ratio are lower bounds. */
	readonly reached: boolean;
	/** Forget documents that every copy could be asked about. */
	readonly n: number;
}

/** Both models' curves over the same documents, which are resampled together; a sentence when there is no ratio. */
export function relearningSpeed(target: RelearnCurve, reference: RelearnCurve, seed: number): RelearningSpeed | string {
	const [ours, control] = askedAlike(target, reference);
	const n = ours.points[0]?.shares.length ?? 0;
	if (n === 0) return "no document could be asked of every copy";
	const everything = new Uint32Array(n).fill(1);
	const [own, theirs] = [stepsToHalf(ours, everything), stepsToHalf(control, everything)];
	if (!theirs.reached) return `the reference had not learnt half of the forget set after ${theirs.steps} steps`;
	if (theirs.steps === 0) return "the reference gives half of the forget set back as it is";
	/** The least and the most that the ratio can be: who did not get there needs more steps than were taken. */
	const bounds = (counts: Uint32Array): readonly [number, number] => {
		const [a, b] = [stepsToHalf(ours, counts), stepsToHalf(control, counts)];
		if (b.steps === 0) return [Number.NaN, Number.NaN];
		return [b.reached ? a.steps / b.steps : 0, a.reached ? a.steps / b.steps : Number.POSITIVE_INFINITY];
	};
	const [least, most] = bootstrapIntervals(n, bounds, seed);
	return {
		ratio: own.steps / theirs.steps,
		interval: [least?.[0] ?? Number.NaN, most?.[1] ?? Number.NaN],
		target: own.steps,
		reference: theirs.steps,
		reached: own.reached,
		n,
	};
}

/** Both curves over the documents that have a share at every point of both. */
function askedAlike(...curves: readonly [RelearnCurve, RelearnCurve]): readonly [RelearnCurve, RelearnCurve] {
	const points = curves.flatMap((curve) => curve.points);
	const isAsked = (_: number, at: number): boolean => points.every(({ shares }) => !Number.isNaN(shares[at]));
	const kept = (curve: RelearnCurve): RelearnCurve => {
		return { ...curve, points: curve.points.map(({ steps, shares }) => ({ steps, shares: shares.filter(isAsked) })) };
	};
	return [kept(curves[0]), kept(curves[1])];
}

/** The speed that the copies of an audit show, or why there is none. */
export function speedOf(relearned: Relearned | string = NO_COPIES, seed: number): RelearningSpeed | string {
	if (typeof relearned === "string") return relearned;
	const { curves } = relearned;
	return typeof curves === "string" ? curves : relearningSpeed(curves.target, curves.reference, seed);
}

/** Ratios below and above which relearning was too fast and too slow (metrics.md 13.2). */
export const FAST = 0.5;
export const SLOW = 2;

/** The ratio with its n, interval, orientation and thresholds. */
export function speedSentence({ ratio, interval, target, reference, reached, n }: RelearningSpeed): string {
	const [low, high] = interval.map((v) => v.toFixed(2));
	const range = interval.some(Number.isNaN)
		? "(no interval)"
		: `[${low}, ${Number.isFinite(interval[1]) ? `${high}]` : "∞)"}`;
	const own = reached ? target.toFixed(1) : `more than ${target}`;
	return `Relearning speed: ${reached ? "" : "at least "}${ratio.toFixed(2)} ${range} of the reference's steps until half of n = ${n} forget documents is back (${own} against ${reference.toFixed(1)}); below ${FAST} = it was still there, above ${SLOW} = over-unlearned (AIN).`;
}
