import type { ReadonlySignal } from "@preact/signals";
import type { HeatMetric } from "../../src/core/leaks/heat.ts";
import { formatNumber } from "../../src/core/report/formatNumber.ts";
import type { Heatmap } from "../model/heatmap.ts";

/** What is under the pointer or the focus. */
export interface Readout {
	readonly text: string;
	readonly leakClass: number;
	readonly value: number;
}

/** The six leak classes with their meaning under the shown metric, and the number of the word being looked at. */
export function Legend({
	heatmap,
	readout,
}: {
	readonly heatmap: Heatmap;
	readonly readout: ReadonlySignal<Readout | null>;
}) {
	const metric = heatmap.shownMetric.value;
	if (!metric) return null;
	const at = readout.value;
	return (
		<footer class="legend">
			<ul aria-label={`Leak classes by ${metric.title}`}>
				{metric.classes.map((meaning, leakClass) => (
					<li key={meaning} class={at?.leakClass === leakClass ? "here" : ""}>
						<span class={`swatch c${leakClass}`}>{leakClass}</span>
						{meaning}
					</li>
				))}
			</ul>
			<p class="readout" title={metric.explanation}>
				{at ? (
					<>
						<q>{at.text.trim() || "␣"}</q> class {at.leakClass} · {value(metric.id, metric.title, at.value)}
					</>
				) : (
					metric.explanation
				)}
			</p>
		</footer>
	);
}

/** The track of p_z holds its logarithm; a person reads the probability. */
function value(id: HeatMetric, title: string, number: number): string {
	if (Number.isNaN(number)) return "not measured";
	return id === "pz" ? `p_z ${formatNumber(10 ** number)}` : `${title} ${formatNumber(number)}`;
}
