import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Heatmap } from "../model/heatmap.ts";
import { overviewPixels } from "../model/overviewPixels.ts";
import { leakPalette } from "./leakPalette.ts";
import type { PageSize } from "./usePageSize.ts";
import { useTheme } from "./useTheme.ts";

/** Pixels of a cell at least: finer bars cannot be told apart. */
const CELL = 2;

interface OverviewProps {
	readonly heatmap: Heatmap;
	readonly scroller: RefObject<HTMLElement | null>;
	readonly size: Signal<PageSize>;
}

/** The whole document as a strip of bars: shows where the leaks are, and scrolls the page. */
export function Overview({ heatmap, scroller, size }: OverviewProps) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const strip = useRef<HTMLDivElement>(null);
	const classes = useSignal<Uint8Array>(new Uint8Array(0));
	const theme = useTheme();
	const rows = heatmap.description.value?.rows ?? 0;
	useSignalEffect(() => {
		const description = heatmap.description.value;
		void [heatmap.role.value, heatmap.metric.value];
		const height = size.value.height;
		if (!description || height === 0) return;
		let stale = false;
		heatmap.overview(Math.max(1, Math.min(description.rows, Math.floor(height / CELL)))).then(
			(reply) => {
				if (!stale) classes.value = reply;
			},
			// The page says what is wrong; a strip without bars is the same news twice.
			() => {},
		);
		return () => {
			stale = true;
		};
	});

	useLayoutEffect(() => {
		if (canvas.current) paint(canvas.current, classes.value);
	}, [classes.value, size.value.height, theme]);

	const { height, rowHeight, scrollTop } = size.value;
	const total = Math.max(1, rows * rowHeight);
	const scrollTo = (top: number) => {
		if (scroller.current) scroller.current.scrollTop = top;
	};
	const jump = (event: PointerEvent) => {
		const box = strip.current?.getBoundingClientRect();
		if (box) scrollTo(((event.clientY - box.top) / box.height) * total - height / 2);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const steps: Readonly<Record<string, number>> = {
			ArrowDown: rowHeight,
			ArrowUp: -rowHeight,
			PageDown: height,
			PageUp: -height,
			End: total,
			Home: -total,
		};
		const step = steps[event.key];
		if (step === undefined) return;
		event.preventDefault();
		scrollTo(scrollTop + step);
	};
	return (
		<div
			ref={strip}
			class="overview"
			role="scrollbar"
			tabIndex={0}
			aria-label="Overview of the document"
			aria-controls="text"
			aria-orientation="vertical"
			aria-valuemin={1}
			aria-valuemax={Math.max(1, rows)}
			aria-valuenow={Math.min(rows, Math.floor(scrollTop / Math.max(1, rowHeight)) + 1)}
			aria-valuetext={`Row ${Math.floor(scrollTop / Math.max(1, rowHeight)) + 1} of ${rows}`}
			onKeyDown={onKeyDown}
			onPointerDown={(event) => {
				strip.current?.setPointerCapture(event.pointerId);
				jump(event);
			}}
			onPointerMove={(event) => event.buttons === 1 && jump(event)}
		>
			<canvas ref={canvas} />
			{heatmap.description.value?.leaks.slice(0, 200).map((leak) => (
				<i
					key={leak.index}
					class={`tick ${leak.severity}${leak.index === heatmap.selected.value ? " selected" : ""}`}
					style={{ top: `${(leak.firstRow / Math.max(1, rows)) * 100}%` }}
				/>
			))}
			<i
				class="window"
				style={{ top: `${(scrollTop / total) * 100}%`, height: `${Math.min(100, (height / total) * 100)}%` }}
			/>
		</div>
	);
}

/** A document shorter than the page ends its bars where its rows end. */
function paint(canvas: HTMLCanvasElement, classes: Uint8Array): void {
	const ratio = window.devicePixelRatio || 1;
	canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
	canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
	const context = canvas.getContext("2d");
	if (!context || classes.length === 0) return;
	const pixels = overviewPixels(classes, canvas.width, canvas.height, leakPalette(canvas));
	context.putImageData(new ImageData(pixels, canvas.width, canvas.height), 0, 0);
}
