import { bootstrapInterval, bootstrapTwoSample } from "../stats/bootstrap.ts";
import { countedMean } from "../stats/mean.ts";
import { type Counted, simultaneousBand } from "../stats/simultaneousBand.ts";
import { isEnough, type Measure, type ResidualInput, scoreColumn } from "./residual.ts";

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
	const columnsOf = (measure: Measure) => ({
		own: scoreColumn(documents.forget, measure, "target"),
		control: scoreColumn(controls, measure, hasReference ? "reference" : "target"),
	});
	const [wholeSet, wholeControl] = [documents.forget, controls].map(({ length }) => new Uint32Array(length).fill(1));
	if (!wholeSet || !wholeControl) return false;
	const statistics = rungs
		.flatMap((rung): Counted[] => {
			const context = columnsOf(rung);
			if (!isEnough(context.own) || !isEnough(context.control)) return [];
			const without = bare.filter(({ probe }) => probe === rung.probe).map(columnsOf);
			return [gainOf(context), ...without.map((base) => gainOf(liftOf(context, base)))];
		})
		.map((of) => ({ of, value: of(wholeSet, wholeControl) }))
		.filter(({ value }) => !Number.isNaN(value));
	const width = simultaneousBand(statistics, (each) => {
		if (hasReference) bootstrapInterval(documents.forget.length, (counts) => each(counts, counts), seed);
		else bootstrapTwoSample(documents.forget.length, controls.length, each, seed);
	});
	return statistics.some(({ value }) => value > width);
}

/** Scores of forget documents and of the controls. */
interface Columns {
	readonly own: readonly number[];
	readonly control: readonly number[];
}

const gainOf =
	({ own, control }: Columns): Counted =>
	(counts, controls) =>
		countedMean(own, counts) - countedMean(control, controls);

/** What context adds to each document; a document without either score says nothing. */
function liftOf(context: Columns, bare: Columns): Columns {
	const less = (a: readonly number[], b: readonly number[]) => a.map((score, i) => score - (b[i] ?? Number.NaN));
	return { own: less(context.own, bare.own), control: less(context.control, bare.control) };
}
