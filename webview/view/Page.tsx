import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Heatmap } from "../model/heatmap.ts";
import { Legend, type Readout } from "./Legend.tsx";
import { Overview } from "./Overview.tsx";
import { Rows } from "./Rows.tsx";
import { usePageSize } from "./usePageSize.ts";

/** The text, the strip of the whole document beside it, the legend below. */
export function Page({ heatmap }: { readonly heatmap: Heatmap }) {
	const scroller = useRef<HTMLDivElement>(null);
	const readout = useSignal<Readout | null>(null);
	const size = usePageSize(scroller, heatmap);
	return (
		<section class="page" aria-label="The document, coloured by leak class">
			<div class="sheet">
				<div id="text" class="scroller" ref={scroller}>
					<Rows heatmap={heatmap} scroller={scroller} size={size} readout={readout} />
				</div>
				<Overview heatmap={heatmap} scroller={scroller} size={size} />
			</div>
			<Legend heatmap={heatmap} readout={readout} />
		</section>
	);
}
