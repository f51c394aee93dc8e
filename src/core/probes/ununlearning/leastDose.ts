import { countedMean } from "../../stats/mean.ts";
import type { Form } from "../facts/form.ts";
import type { Note, ProbeSample } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";
import { total } from "../tally.ts";
import { onRung, recoveryOn, type Statistic } from "./ladderStatistic.ts";

/** Recovery from which a dose counts as enough (metrics.md 11.3). */
const ENOUGH = 0.5;

/** What a rung adds, in bits and tokens of the reference, and how much of the original's knowledge that brings back. */
interface Dose {
	readonly rung: Form;
	readonly bits: (counts: Uint32Array) => number;
	readonly tokens: (counts: Uint32Array) => number;
	readonly recovery: (counts: Uint32Array) => number;
}

/**
 * The minimum-information dose (metrics.md 11.3): the bits of the least context after which half of what the original knew
 * without any is back, over all rungs that add something. Rungs are compared by their bits and the least is taken anew in every
 * resample; where none is enough, a resample counts as the largest dose that was tested.
 * @returns no statistic, but the note, when no dose is enough; nothing when there was nothing to forget or no dose is known
 */
export function leastDose(
	samples: readonly ProbeSample[],
	rungs: readonly Form[],
): { readonly statistic?: Statistic; readonly note?: Note } {
	const doses = rungs.flatMap((rung): readonly Dose[] => {
		const of = (metric: string) => samples.map((s) => scoreOf(s, metric, "reference") ?? Number.NaN);
		const [bits, tokens] = [of(`bits_${rung.id}`), of(`tokens_${rung.id}`)];
		if (bits.every(Number.isNaN)) return [];
		return [
			{
				rung,
				bits: (counts) => countedMean(bits, counts),
				tokens: (counts) => countedMean(tokens, counts),
				recovery: recoveryOn(samples, rung.id),
			},
		];
	});
	const everything = new Uint32Array(samples.length).fill(1);
	const known = doses.filter(({ recovery }) => !Number.isNaN(recovery(everything)));
	const found = least(known, everything);
	const largest = known.toSorted((a, b) => b.bits(everything) - a.bits(everything))[0];
	if (!largest) return {};
	if (!found) {
		return {
			note: { kind: "gate", message: `${WHAT} is more than the largest tested: ${said(largest, everything)}.` },
		};
	}
	return {
		note: { kind: "gate", message: `${WHAT} is ${said(found, everything)}.` },
		statistic: {
			name: "least_dose",
			title: "Minimum-information dose",
			orientation: "lower = more leakage",
			explanation:
				"Bits of the least context, by -log2 p of its tokens under the reference, after which half of what the original knew without context is back, over n facts; where no context is enough, a resample counts as the largest tested.",
			n: total(onRung(samples, "target", found.rung.id).asked),
			of: (counts) => {
				const defined = known.filter(({ recovery }) => !Number.isNaN(recovery(counts)));
				if (defined.length === 0) return Number.NaN;
				const enough = least(defined, counts);
				return enough ? enough.bits(counts) : Math.max(...defined.map(({ bits }) => bits(counts)));
			},
		},
	};
}

const WHAT = "The least context that brings half of what the original knew back";

function least(doses: readonly Dose[], counts: Uint32Array): Dose | undefined {
	const enough = doses.filter(({ recovery }) => recovery(counts) >= ENOUGH);
	return enough.toSorted((a, b) => a.bits(counts) - b.bits(counts))[0];
}

function said({ rung, bits, tokens }: Dose, counts: Uint32Array): string {
	return `${bits(counts).toFixed(0)} bits in ${tokens(counts).toFixed(0)} tokens (${rung.name}: ${rung.words})`;
}
