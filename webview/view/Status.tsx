import type { Heatmap } from "../model/heatmap.ts";
import { Button } from "../ui/Button.tsx";

/** What just happened, for screen readers; and what went wrong, for everyone. */
export function Status({ heatmap }: { readonly heatmap: Heatmap }) {
	const trouble = heatmap.trouble.value;
	return (
		<>
			<p class="sr" role="status" aria-live="polite">
				{heatmap.said.value}
			</p>
			{trouble !== null && (
				<div class="trouble" role="alert">
					<p>{trouble}</p>
					<Button quiet onPress={() => heatmap.retry()}>
						Try again
					</Button>
				</div>
			)}
		</>
	);
}
