import type { Heatmap } from "../model/heatmap.ts";
import { Blank } from "./Blank.tsx";
import { Evidence } from "./Evidence.tsx";
import { Header } from "./Header.tsx";
import { LeakList } from "./LeakList.tsx";
import { Page } from "./Page.tsx";
import { Status } from "./Status.tsx";

/** The page with its margin and strip on one side, leaks and their evidence on the other. */
export function App({ heatmap }: { readonly heatmap: Heatmap }) {
	const ready = heatmap.phase.value === "ready";
	return (
		<main class={heatmap.reading.value ? "app reading" : "app"}>
			{ready && <Header heatmap={heatmap} />}
			<Page heatmap={heatmap} />
			{ready && (
				<aside class="side" aria-label="Leaks and their evidence">
					<LeakList heatmap={heatmap} />
					<Evidence heatmap={heatmap} />
				</aside>
			)}
			{!ready && <Blank phase={heatmap.phase.value} onRetry={() => void heatmap.refresh()} />}
			<Status heatmap={heatmap} />
		</main>
	);
}
