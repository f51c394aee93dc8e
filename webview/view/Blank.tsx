import type { Phase } from "../model/heatmap.ts";
import { Busy } from "../ui/Busy.tsx";
import { Button } from "../ui/Button.tsx";

/** What stands on the page while there is nothing on it. */
export function Blank({ phase, onRetry }: { readonly phase: Phase; readonly onRetry: () => void }) {
	if (phase === "loading") {
		return (
			<div class="blank">
				<Busy label="Loading the audit of this document" />
				<p>Reading the audit of this document …</p>
			</div>
		);
	}
	if (phase === "empty") {
		return (
			<div class="blank">
				<h1>Not audited yet</h1>
				<p>
					No audit covers this document. Run “Palimpsest: Audit Document” and its text will appear here, coloured by
					what the model still knows of it.
				</p>
				<Button quiet onPress={onRetry}>
					Look again
				</Button>
			</div>
		);
	}
	return (
		<div class="blank" role="alert">
			<h1>There is nothing to show</h1>
			<p>{typeof phase === "object" ? phase.failed : ""}</p>
			<Button onPress={onRetry}>Try again</Button>
		</div>
	);
}
