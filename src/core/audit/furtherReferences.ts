import type { Conclusion } from "../probes/probe.ts";
import { residualGains } from "./residualGains.ts";
import type { DocumentResult, ModelProvenance } from "./result.ts";

/** Another model that never saw the forget set, asked in the target's stead and compared with the reference. */
export interface FurtherReference {
	readonly model: ModelProvenance;
	/** Forget documents. */
	readonly documents: readonly DocumentResult[];
	readonly conclusions: Readonly<Record<string, Conclusion>>;
}

/** Whether exact unlearning looks like nothing. */
export interface NullGate {
	readonly passed: boolean;
	readonly sentence: string;
}

/**
 * The exact-unlearning null (metrics.md 11.7): a reference in the target's place gains nothing over another one on any
 * residual rung. Where it does, the references are no controls and the ladder concludes nothing. Undefined without a
 * further reference that climbed the ladder, and for a single document, which gives no band.
 */
export function nullGate(further: readonly FurtherReference[], seed: number): NullGate | undefined {
	const gains = residualGains(
		further.map(({ documents }) => documents),
		seed,
	).filter((gain) => gain !== undefined);
	const [first, ...others] = gains;
	if (!first) return undefined;
	const { largest, rung, width } = others.reduce(
		(most, one) => (Math.abs(one.largest) > Math.abs(most.largest) ? one : most),
		first,
	);
	if (Number.isNaN(width)) return undefined;
	const passed = Math.abs(largest) <= width;
	const many = gains.length === 1 ? "A further reference differs" : `${gains.length} further references differ`;
	const differ = `${many} from the reference by at most ${Math.abs(largest).toFixed(2)} on any residual rung (${rung.toUpperCase()})`;
	const band = `the simultaneous 95 % band of ±${width.toFixed(2)}`;
	return {
		passed,
		sentence: passed
			? `${differ}, within ${band}: models that never saw the forget set look alike.`
			: `${differ}, outside ${band}: models that never saw the forget set do not look alike, so that the ladder concludes nothing.`,
	};
}

/** PrivLeak among models that never saw the forget set; the reference itself has 0. */
export interface PrivacySpread {
	readonly low: number;
	readonly high: number;
	/** References, the first included. */
	readonly references: number;
}

/** Undefined without a further reference that has a PrivLeak. */
export function privacySpread(further: readonly FurtherReference[]): PrivacySpread | undefined {
	const values = further
		.flatMap(({ conclusions }) => conclusions["min-k"]?.metrics["privleak"]?.value ?? [])
		.filter(Number.isFinite);
	if (values.length === 0) return undefined;
	return { low: Math.min(0, ...values), high: Math.max(0, ...values), references: values.length + 1 };
}
