import { bootstrapInterval, type Interval } from "../../stats/bootstrap.ts";
import { type RelearnCurve, stepsToHalf } from "./relearnCurve.ts";
import { NO_COPIES, type Relearned } from "./relearned.ts";

/**
 * AIN (methods.md 5.3; metrics.md 13.2): the steps the target needs until half of the forget set is back, over those of the
 * reference. Well below 1 the knowledge was still there; well above it, unlearning went further than never having learnt.
 */
export interface RelearningSpeed {
	readonly ratio: number;
	readonly interval: Interval;
	/** Steps to half, of each. */
	readonly target: number;
	readonly reference: number;
	/** Whether the target got there; otherwise its steps and the ratio are lower bounds. */
	readonly reached: boolean;
	/** Forget documents. */
	readonly n: number;
}

/** Both models' curves over the same documents, which are resampled together; a sentence when there is no ratio. */
export function relearningSpeed(target: RelearnCurve, reference: RelearnCurve, seed: number): RelearningSpeed | string {
	const n = target.points[0]?.shares.length ?? 0;
	const everything = new Uint32Array(n).fill(1);
	const [own, theirs] = [stepsToHalf(target, everything), stepsToHalf(reference, everything)];
	if (!theirs.reached) return `the reference had not learnt half of the forget set after ${theirs.steps} steps`;
	if (theirs.steps === 0) return "the reference gives half of the forget set back as it is";
	const ratio = (counts: Uint32Array): number => {
		const control = stepsToHalf(reference, counts);
		return control.reached && control.steps > 0 ? stepsToHalf(target, counts).steps / control.steps : Number.NaN;
	};
	return {
		ratio: own.steps / theirs.steps,
		interval: bootstrapInterval(n, ratio, seed),
		target: own.steps,
		reference: theirs.steps,
		reached: own.reached,
		n,
	};
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
	const range = interval.every(Number.isFinite) ? `[${interval.map((v) => v.toFixed(2)).join(", ")}]` : "(no interval)";
	const own = reached ? target.toFixed(1) : `more than ${target}`;
	return `Relearning speed: ${reached ? "" : "at least "}${ratio.toFixed(2)} ${range} of the reference's steps until half of n = ${n} forget documents is back (${own} against ${reference.toFixed(1)}); below ${FAST} = it was still there, above ${SLOW} = over-unlearned (AIN).`;
}
