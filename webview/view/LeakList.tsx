// biome-ignore-all lint/a11y/useSemanticElements: rows are virtual, so the grid and list patterns of WAI-ARIA stand in for table and select
// biome-ignore-all lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the listbox itself has the focus and the keys
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Heatmap } from "../model/heatmap.ts";
import { scrollToRow, visibleRows } from "../model/visibleRows.ts";
import { SEVERITY_SHAPES } from "./severityShape.ts";

/** Pixels of an entry; the style sheet says the same. */
const ENTRY = 46;

/** The leaks by rank, as a listbox: arrows choose, Enter goes to the evidence. Only the entries in view exist. */
export function LeakList({ heatmap }: { readonly heatmap: Heatmap }) {
	const list = useRef<HTMLDivElement>(null);
	const view = useSignal({ scrollTop: 0, height: 0 });
	const { leaks, leakCount, leaksCounted } = heatmap.description.value ?? { leaks: [], leakCount: 0, leaksCounted: "" };
	const { first, end } = visibleRows({ ...view.value, rowHeight: ENTRY, rows: leaks.length }, 3);
	const at = leaks.findIndex(({ index }) => index === heatmap.selected.value);

	useLayoutEffect(() => {
		const element = list.current;
		if (!element) return;
		const read = () => {
			view.value = { scrollTop: element.scrollTop, height: element.clientHeight };
		};
		const observer = new ResizeObserver(read);
		observer.observe(element);
		element.addEventListener("scroll", read, { passive: true });
		return () => {
			observer.disconnect();
			element.removeEventListener("scroll", read);
		};
	}, [view]);
	useLayoutEffect(() => {
		const element = list.current;
		if (!element || at === -1) return;
		const { clientHeight: height, scrollTop } = element;
		element.scrollTop = scrollToRow(at, { scrollTop, height, rowHeight: ENTRY, rows: leaks.length }, 0);
	}, [at, leaks.length]);

	const choose = (position: number) => {
		const leak = leaks[Math.max(0, Math.min(leaks.length - 1, position))];
		if (leak) heatmap.select(leak.index);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const targets: Readonly<Record<string, number>> = {
			ArrowDown: at + 1,
			ArrowUp: at - 1,
			Home: 0,
			End: leaks.length - 1,
		};
		const target = targets[event.key];
		if (event.key === "Enter") document.getElementById("evidence")?.focus();
		else if (target === undefined) return;
		else choose(target);
		event.preventDefault();
	};
	return (
		<section class="leaks">
			<h2 id="leaks-title">
				{`${leaksCounted.charAt(0).toUpperCase()}${leaksCounted.slice(1)}`}
				{leakCount > leaks.length && <span class="faded"> · the gravest {leaks.length} are listed</span>}
			</h2>
			{leaks.length === 0 ? (
				<p class="faded">No evidence of residual knowledge of this document at this budget.</p>
			) : (
				<div
					ref={list}
					class="entries"
					role="listbox"
					tabIndex={0}
					aria-labelledby="leaks-title"
					{...(at === -1 ? {} : { "aria-activedescendant": `leak-${at}` })}
					onKeyDown={onKeyDown}
				>
					<div class="entries-height" role="presentation" style={{ height: `${leaks.length * ENTRY}px` }}>
						{leaks.slice(first, end).map((leak, i) => (
							<div
								key={leak.index}
								id={`leak-${first + i}`}
								class={first + i === at ? "entry selected" : "entry"}
								role="option"
								aria-selected={first + i === at}
								aria-posinset={first + i + 1}
								aria-setsize={leaks.length}
								style={{ transform: `translateY(${(first + i) * ENTRY}px)` }}
								onClick={() => choose(first + i)}
							>
								<span class={`shape ${leak.severity}`} aria-hidden="true">
									{SEVERITY_SHAPES[leak.severity]}
								</span>
								<span class="sr">{leak.severity}: </span>
								<span class="message">{leak.message}</span>
							</div>
						))}
					</div>
				</div>
			)}
		</section>
	);
}
