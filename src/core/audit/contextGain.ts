import { bootstrapInterval, bootstrapTwoSample } from "../stats/bootstrap.ts";
import { countedMean } from "../stats/mean.ts";
import { type Counted, simultaneousBand } from "../stats/simultaneousBand.ts";
import { type Measure, type ResidualInput, scoreColumn } from "./residual.ts";

/**
 * Whether context brings more out of the target than of its control: the level gain U_k = s_k(target) - s_k(control) or the
 * control lift U_k - U_0 of some rung lies above 0 by more than a 95 % band over all of them (metrics.md 11.3, 13.2). The
 * largest of many residuals is large by chance; this is not. The control is the reference on the same documents or,
 * without one, the target on holdout documents, unpaired.
 * @param bare the rung without context, by the probes that climb the ladder
 */
export function hasContextGain(rungs: readonly Measure[], bare: readonly Measure[], input: ResidualInput): boolean {
	const { documents, hasReference, seed } = input;
	const controls = hasReference ? documents.forget : documents.holdout;
	const gainOf = (measure: Measure): Counted => {
		const own = scoreColumn(documents.forget, measure, "target");
		const control = scoreColumn(controls, measure, hasReference ? "reference" : "target");
		return (counts, others) => countedMean(own, counts) - countedMean(control, others);
	};
	const [wholeSet, wholeControl] = [documents.forget, controls].map(({ length }) => new Uint32Array(length).fill(1));
	if (!wholeSet || !wholeControl) return false;
	const statistics = rungs
		.flatMap((rung): Counted[] => {
			const level = gainOf(rung);
			const without = bare.filter(({ probe }) => probe === rung.probe).map(gainOf);
			return [
				level,
				...without.map(
					(base): Counted =>
						(a, b) =>
							level(a, b) - base(a, b),
				),
			];
		})
		.map((of) => ({ of, value: of(wholeSet, wholeControl) }))
		.filter(({ value }) => !Number.isNaN(value));
	const width = simultaneousBand(statistics, (each) => {
		if (hasReference) bootstrapInterval(documents.forget.length, (counts) => each(counts, counts), seed);
		else bootstrapTwoSample(documents.forget.length, controls.length, each, seed);
	});
	return statistics.some(({ value }) => value > width);
}
