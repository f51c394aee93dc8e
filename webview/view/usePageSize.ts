import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { Heatmap } from "../model/heatmap.ts";

/** Pixels of the page; 0 before it was measured. */
export interface PageSize {
	readonly height: number;
	readonly rowHeight: number;
	readonly scrollTop: number;
}

/** Long lines are hard to read, short ones waste rows. */
const COLUMNS = { least: 16, most: 96 } as const;
/** Margin and padding of a row, in characters. */
const MARGIN = 6;
const SETTLE_MS = 120;

/** Measures the page and its font; a page of another width asks the model for rows that fit. */
export function usePageSize(scroller: RefObject<HTMLElement | null>, heatmap: Heatmap): Signal<PageSize> {
	const size = useSignal<PageSize>({ height: 0, rowHeight: 0, scrollTop: 0 });
	useLayoutEffect(() => {
		const element = scroller.current;
		if (!element) return;
		let pending: ReturnType<typeof setTimeout> | undefined;
		const measure = () => {
			const { rowHeight, characterWidth } = measureFont(element);
			const fitting = Math.floor(element.clientWidth / characterWidth) - MARGIN;
			const columns = Math.min(COLUMNS.most, Math.max(COLUMNS.least, fitting));
			element.style.setProperty("--row", `${rowHeight}px`);
			size.value = { height: element.clientHeight, rowHeight, scrollTop: element.scrollTop };
			clearTimeout(pending);
			if (heatmap.columns === 0) void heatmap.open(columns);
			else if (columns !== heatmap.columns) pending = setTimeout(() => void heatmap.open(columns), SETTLE_MS);
		};
		const scrolled = () => {
			const { scrollTop, scrollHeight } = element;
			size.value = { ...size.value, scrollTop };
			if (heatmap.phase.value === "ready" && scrollHeight > 0) heatmap.at.value = Math.min(1, scrollTop / scrollHeight);
		};
		measure();
		const observer = new ResizeObserver(measure);
		observer.observe(element);
		element.addEventListener("scroll", scrolled, { passive: true });
		return () => {
			clearTimeout(pending);
			observer.disconnect();
			element.removeEventListener("scroll", scrolled);
		};
	}, [heatmap, scroller, size]);
	return size;
}

function measureFont(element: HTMLElement): { readonly rowHeight: number; readonly characterWidth: number } {
	const style = getComputedStyle(element);
	const context = document.createElement("canvas").getContext("2d");
	const fontSize = Number.parseFloat(style.fontSize) || 13;
	if (!context) return { rowHeight: Math.round(fontSize * 2), characterWidth: fontSize * 0.6 };
	context.font = `${style.fontSize} ${style.fontFamily}`;
	return { rowHeight: Math.round(fontSize * 2), characterWidth: context.measureText("0".repeat(64)).width / 64 };
}
